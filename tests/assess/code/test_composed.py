"""Which files of configuration Hydra composes for a program."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.assess.collectors.test_tracking import ENGINE

from rung.assess.clock import Clock
from rung.assess.code import Code, Reach
from rung.assess.code.composed import composed
from rung.assess.collectors.commands import Commands
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.project import Manifest

MAIN = (
    "import hydra\n@hydra.main(config_path='../conf', config_name='main')\ndef run(cfg):\n    pass\n"
    "if __name__ == '__main__':\n    run()\n"
)
FILES = {
    "src/fit.py": MAIN,
    "conf/main.yaml": "defaults:\n  - _self_\n  - net: small\n  - /shared/paths\n  - extras: null\n  - optional local: mine\n",
    "conf/net/small.yaml": "defaults:\n  - base\nsize: 1\n",
    "conf/net/base.yaml": "size: 0\n",
    "conf/net/huge.yaml": "size: 9\n",
    "conf/shared/paths.yaml": "out: here\n",
    "conf/extras/noise.yaml": "defaults:\n  - override /net: huge\n",
}


def paths(**more: str) -> set[str]:
    tree = MemoryTree({name: text.encode() for name, text in (FILES | more).items()})
    evidence = ENGINE.start({Tree: tree, Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()})
    ENGINE.collect(evidence, [Code, Reach, Commands])
    seen = evidence.seen
    files = composed(tree, seen[Code], seen[Reach], seen[Commands].all, {("src/fit.py", "run")})
    return {each.path.removeprefix("conf/") for each in files}


DEFAULT = {"main.yaml", "net/small.yaml", "net/base.yaml", "shared/paths.yaml"}


def test_defaults_choose_files_of_their_own_folder_and_of_the_top() -> None:
    assert paths() == DEFAULT


def test_a_written_command_chooses_more_and_these_choose_others() -> None:
    readme = "```console\n$ python src/fit.py +extras=noise\n```\n"
    assert paths(**{"README.md": readme}) == DEFAULT | {"extras/noise.yaml", "net/huge.yaml"}


def test_a_circle_ends_and_a_broken_file_chooses_nothing() -> None:
    circle = {"conf/net/base.yaml": "defaults:\n  - small\n", "conf/shared/paths.yaml": "a: [\n"}
    assert paths(**circle) == DEFAULT
