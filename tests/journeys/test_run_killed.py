"""kill -9 at every commit of `rung run` and `rung release`: nothing is half done, and the same command completes it.

`RUNG_KILLS=all` dies at every commit; one in the middle is tried by default, and `RUNG_KILLS=8` spreads eight over all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from journeys.projects import TRAIN, write_project
from rung.cli import main
from rung.domain.model_version import Alias
from rung.domain.run import RunStatus
from rung.store.opening import open_store
from store.values import assert_consistent

KILLS = os.environ.get("RUNG_KILLS", "1")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_project(tmp_path_factory.mktemp("trained") / "churn")
    assert main(["run", "-q", "-C", str(root)]) == 0
    return root


def copied(trained: Path, to: Path) -> Path:
    """The project with a change that makes another model, and the step that makes it already run."""
    subprocess.run(["cp", "-a", trained, to], check=True)
    (to / "churn" / "train.py").write_text(TRAIN.replace("C=c", "C=c / 50"))
    return to


DRIVER = """
import os, signal, sys
import sqlalchemy
from rung.cli import main

at, when, tally = int(sys.argv[1]), sys.argv[2], open(sys.argv[3], "ab", buffering=0)
commit, seen = sqlalchemy.Connection.commit, 0

def instead(self):
    global seen
    if seen == at and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    commit(self)
    tally.write(b".")
    if seen == at:
        os.kill(os.getpid(), signal.SIGKILL)
    seen += 1

sqlalchemy.Connection.commit = instead
sys.exit(main(sys.argv[4:]))
"""


def dying(words: list[str], at: int, when: str, tally: Path) -> int:
    """Commits that it came to: it dies before or after the one with that number, counted from 0."""
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(at), when, str(tally), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return tally.stat().st_size


def moments(commits: int) -> list[tuple[int, str]]:
    every = [(number, when) for number in range(commits) for when in ("before", "after")]
    if KILLS == "all":
        return every
    stride = max(1, len(every) // int(KILLS))
    return every[stride // 2 :: stride]


def test_a_run_that_was_killed_is_done_again(trained: Path, tmp_path: Path) -> None:
    commits = dying(["run", "-q", "-C", str(copied(trained, tmp_path / "whole"))], 10**6, "after", tmp_path / "tally")
    assert commits >= 3, "the beginning, the contract, the end"
    for number, when in moments(commits):
        root = copied(trained, tmp_path / f"{when}-{number}")
        words = ["run", "-q", "-C", str(root)]
        dying(words, number, when, tmp_path / f"tally-{when}-{number}")
        with open_store(root / ".rung" / "store.db") as store:
            assert_consistent(store)
            with store.reading() as reader:
                registered = [each.name for each in reader.models.versions("churn")]
                succeeded = {each.id for each in reader.runs.latest() if each.status is RunStatus.SUCCESS}
                assert {each.run for each in reader.models.versions("churn")} == succeeded, (number, when)
        assert registered in (["churn@1"], ["churn@2", "churn@1"])
        assert main(words) == 0, (number, when)
        with open_store(root / ".rung" / "store.db") as store:
            assert_consistent(store)
            with store.reading() as reader:
                assert not reader.runs.unfinished(), (number, when)
                assert reader.models.aliases("churn")[Alias.CHALLENGER] == 2
                assert len(reader.models.versions("churn")) == 2
        assert main(["registry", "repair", "-C", str(root)]) == 0


def test_a_release_that_was_killed_is_done_again(trained: Path, tmp_path: Path) -> None:
    subprocess.run(["cp", "-a", trained, tmp_path / "whole"], check=True)
    words = ["release", "churn", "--to", "staging", "-C"]
    commits = dying([*words, str(tmp_path / "whole")], 10**6, "after", tmp_path / "tally")
    assert commits
    for number, when in moments(commits)[:2] if KILLS != "all" else moments(commits):
        root = tmp_path / f"{when}-{number}"
        subprocess.run(["cp", "-a", trained, root], check=True)
        dying([*words, str(root)], number, when, tmp_path / f"tally-{when}-{number}")
        assert main([*words, str(root)]) == 0
        with open_store(root / ".rung" / "store.db") as store:
            assert_consistent(store)
            with store.reading() as reader:
                assert [each.generation for each in reader.releases.history("churn")] == [1], (number, when)
                assert reader.models.aliases("churn")[Alias.STAGING] == 1
