"""Files that a command needs and that cannot be there; said only when nothing could have made them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rung.assess.ci.definitions import inside
from rung.assess.commands.base import Call
from rung.assess.commands.executes import executed
from rung.assess.commands.locate import Locator

_OPEN = re.compile(r"[$*?<>{}\[\]`|,;=\s\\]|^[~/-]|://|^\.\.?$|__templated__")
_SCRIPT = (".py", ".sh", ".R", ".ipynb", ".bash")
_CONFIG = (".yaml", ".yml", ".toml", ".cfg", ".ini", ".json", ".txt", ".env")
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
_FETCHES = re.compile(
    r"^(?:git (?:clone|checkout|submodule|pull|fetch|switch|worktree|apply|am)|unzip\b|tar\b|7z\b|cookiecutter\b"
    r"|copier\b|kedro new|dvc (?:get|import|pull|fetch|checkout|exp|repro)|aws s3|gsutil\b|gcloud storage"
    r"|az storage|azcopy\b|scp\b|rsync\b|wget\b|curl\b|gh (?:repo|release|run)|svn\b|hg\b|docker cp|envsubst\b"
    r"|jinja2?\b|ssh\b|databricks\b|huggingface-cli\b|hf\b|kaggle\b|gdown\b|rclone\b|mlflow artifacts|oc\b"
    r"|helm template|buf\b|protoc\b)"
)
_FETCHING_ACTIONS = ("download-artifact", "cache", "downloadpipelineartifact", "downloadbuildartifacts", "download")


@dataclass(slots=True)
class Earlier:
    """What ran before in the same job."""

    texts: list[str] = field(default_factory=list)
    fetched: bool = False
    """Something brought files that are not in the tree."""

    def take(self, program: str, args: tuple[str, ...], raw: str) -> None:
        """Remember a command."""
        self.texts.append(raw)
        self.fetched = self.fetched or bool(_FETCHES.match(" ".join((program, *args[:1]))))

    def made(self, path: str) -> bool:
        """Whether an earlier command names the file, and so may have made it."""
        name = path.rsplit("/", 1)[-1]
        return self.fetched or any(name in text for text in self.texts)


def brings_files(action: str, given: dict[str, str]) -> bool:
    """Whether an action puts files in place that are not of the tree."""
    if action.rsplit("/", 1)[-1] in _FETCHING_ACTIONS:
        return True
    return action.endswith("checkout") and bool(given.get("repository") or given.get("ref"))


def not_there(call: Call, origin: str, locator: Locator, earlier: Earlier) -> Iterator[str]:
    """Paths, from the root of the tree, that the command reads and that are not in the tree."""
    tree = locator.tree
    if "$" in call.folder or (call.folder and call.folder not in tree.folders):
        return
    for written in _needed(call):
        path = inside(call.folder, written)
        if not path or _OPEN.search(written) or earlier.made(written) or locator.file(written, call.folder, origin):
            continue
        if path not in tree.folders and not _below_opaque(path, locator):
            yield path


def _needed(call: Call) -> Iterator[str]:
    for named in executed(call.program, call.args):
        if named.sure and not named.module and named.text.endswith(_SCRIPT):
            yield named.text
    for option, value in zip(call.args, call.args[1:], strict=False):
        installs = option in _REQUIREMENT and call.program in _INSTALLERS
        reads = option in _READS and call.program in _READERS
        if value.endswith(_LISTS if installs else (*_CONFIG, "Dockerfile")) and (installs or reads):
            yield value
    for word in call.args:
        option, equals, value = word.partition("=")
        if equals and option in _READS and call.program in _READERS and value.endswith(_CONFIG):
            yield value


def _below_opaque(path: str, locator: Locator) -> bool:
    """Whether it lies in a submodule or behind a link, whose inside is not seen."""
    parts = path.split("/")
    return any("/".join(parts[:end]) in locator.tree.entries for end in range(1, len(parts)))
