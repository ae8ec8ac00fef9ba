"""Files that a command needs and that cannot be there; said only when nothing could have made them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct, field

from rung.assess.ci.definitions import inside
from rung.assess.commands.base import Call
from rung.assess.commands.executes import Named
from rung.assess.commands.locate import Locator
from rung.assess.regex import regex

_OPEN = regex(r"[$*?<>{}\[\]`|,;=\s\\]|^[~/-]|://|^\.\.?$|__templated__")
_PLACEHOLDER = regex(r"your|example|path/to|my_?script|foo|/script\.", re.I)
_SCRIPT = (".py", ".sh", ".R", ".ipynb", ".bash")
_CONFIG = (".yaml", ".yml", ".toml", ".cfg", ".ini", ".json", ".txt", ".env", "Dockerfile")
_LISTS = (".txt", ".in", ".lock")
_REQUIREMENT = frozenset({"-r", "--requirement", "--requirements", "-c", "--constraint"})
_READS = frozenset(
    {
        "--config",
        "--config-file",
        "--conf",
        "--config_file",
        "--config-path",
        "--params-file",
        "--rcfile",
        "-f",
        "--file",
    }
)
_INSTALLERS = frozenset({"pip", "pip3", "uv", "conda", "mamba", "micromamba"})
_READERS = frozenset(
    {"docker", "docker-compose", "kubectl", "python", "conda", "mamba", "az", "pytest", "flake8", "ruff"}
)
_BRINGS_CODE = regex(
    r"^(?:git (?:clone|checkout|submodule|switch|worktree|apply|am)|unzip\b|tar\b|7z\b|cookiecutter\b|copier\b"
    r"|kedro new|scp\b|rsync\b|gh (?:repo|release|run)|svn\b|hg\b|docker cp|ssh\b|mlflow artifacts)"
)
_BRINGS_DATA = regex(
    r"^(?:dvc (?:get|import|pull|fetch|checkout|exp|repro)|aws s3|gsutil\b|gcloud storage|az storage|azcopy\b|wget\b"
    r"|curl\b|envsubst\b|jinja2?\b|databricks\b|huggingface-cli\b|hf\b|kaggle\b|gdown\b|rclone\b|oc\b"
    r"|helm template|buf\b|protoc\b)"
)
_FETCHING_ACTIONS = ("download-artifact", "downloadpipelineartifact", "downloadbuildartifacts", "download")


class Earlier(Struct):
    """What ran before in the same job."""

    texts: list[str] = field(default_factory=list)
    code: bool = False
    """Something brought scripts that are not in the tree."""
    data: bool = False
    """Something brought other files."""

    @property
    def fetched(self) -> bool:
        """Something brought files of any kind."""
        return self.code or self.data

    def take(self, program: str, args: tuple[str, ...], raw: str) -> None:
        """Remember a command."""
        self.texts.append(raw)
        start = " ".join((program, *args[:1]))
        self.code = self.code or bool(_BRINGS_CODE.match(start))
        self.data = self.data or bool(_BRINGS_DATA.match(start))

    def made(self, path: str) -> bool:
        """Whether an earlier command may have made the file: it names it, or brought files of its kind."""
        name = path.rsplit("/", 1)[-1]
        brought = self.code if name.endswith(_SCRIPT) else self.fetched
        return brought or any(name in text for text in self.texts)


def brings_files(action: str, given: dict[str, str]) -> bool:
    """Whether an action puts files in place that are not of the tree."""
    if action.rsplit("/", 1)[-1] in _FETCHING_ACTIONS:
        return True
    return action.endswith("checkout") and bool(given.get("repository") or given.get("ref"))


def not_there(call: Call, named: list[Named], origin: str, locator: Locator, earlier: Earlier) -> Iterator[str]:
    """Paths, from the root of the tree, that the command reads and that are not in the tree."""
    tree = locator.tree
    if "$" in call.folder or (call.folder and call.folder not in tree.folders):
        return
    for written in _needed(call, named):
        path = inside(call.folder, written)
        if not path or _OPEN.search(written) or earlier.made(written) or locator.file(written, call.folder, origin):
            continue
        # A job of a monorepo runs from its root, where other projects' files are there, though no part of this one.
        if path not in tree.folders and path not in tree and not _below_opaque(path, locator):
            yield path


def nowhere(named: list[Named], locator: Locator) -> Iterator[str]:
    """Scripts and jobs that a guide runs and no path of the tree ends with; where its reader stands is not known."""
    for each in named:
        written = each.text
        if (
            not each.sure
            or each.module
            or not written.endswith((*_SCRIPT, ".yml", ".yaml"))
            or "/" not in written.removeprefix("./")
        ):
            continue
        path = written.removeprefix("./")
        alike = (f"/{each}".endswith(f"/{path}") for each in locator.tree.glob(path.rpartition("/")[2]))
        if not (_OPEN.search(path) or path.startswith("../") or _PLACEHOLDER.search(path) or any(alike)):
            yield path


def _needed(call: Call, listed: list[Named]) -> Iterator[str]:
    for named in listed:
        if named.sure and not named.module and named.text.endswith(_SCRIPT):
            yield named.text
    if call.program in _INSTALLERS:
        values = (value for option, value in pairwise(call.args) if option in _REQUIREMENT)
        yield from (value for value in values if value.endswith(_LISTS))
    if call.program in _READERS:
        split = (word.partition("=") for word in call.args)
        given = [*pairwise(call.args), *((option, value) for option, equals, value in split if equals)]
        yield from (value for option, value in given if option in _READS and value.endswith(_CONFIG))


def _below_opaque(path: str, locator: Locator) -> bool:
    """Whether it lies in a submodule or behind a link, whose inside is not seen."""
    parts = path.split("/")
    return any("/".join(parts[:end]) in locator.tree.entries for end in range(1, len(parts)))
