"""Commands that install packages: from which file, how exactly, and which packages they name themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from rung.assess.environments.base import Install
from rung.assess.environments.manifests import conda_spec
from rung.assess.invocation import By
from rung.assess.parse import requirements
from rung.assess.parse.requirements import Requirement
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

BOOTSTRAP = frozenset({
    "pip", "setuptools", "wheel", "uv", "poetry", "pipenv", "pdm", "pip-tools", "tox", "nox", "pre-commit",
    "conda-lock",
    "twine", "build", "virtualenv", "hatch", "poetry-plugin-export", "awscli", "codecov", "python", "flit", "pipx",
    "flake8", "black", "ruff", "isort", "mypy", "pylint", "pytest", "pytest-cov", "coverage", "bandit", "mkdocs",
    "mkdocs-material", "sphinx", "jupyter", "jupyterlab", "notebook", "ipykernel", "cookiecutter", "tomlkit", "toml",
    "az", "azure-cli", "safety", "pip-audit", "yamllint", "sqlfluff", "keyring", "papermill", "nbconvert", "cruft",
    "databricks-cli", "checkov", "curl", "git", "semgrep", "check-manifest", "conda", "mamba", "boto3", "dvc",
})  # fmt: skip
"""Tools that build, lint or test: their versions do not change what a model answers."""
_VALUED = frozenset({
    "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t", "--target", "--prefix", "--root", "--python",
    "-p", "--trusted-host", "--timeout", "--retries", "--platform", "-n", "--name", "-c", "--channel", "--log",
    "--cache-dir", "--progress-bar", "--constraint", "--resolution", "--index-strategy", "--python-version",
})  # fmt: skip
_FILE = ("-r", "--requirement", "--requirements")
_RENV = regex(r"renv::restore|renv::hydrate")
_INSTALL_R = regex(r"install\.packages\(\s*(?:c\()?([^)]*)|(?:pak::pkg_install|remotes::install_\w+|pak::pak)\(([^)]*)")


class Step(Struct, frozen=True):
    """One command in its surroundings."""

    program: str
    args: tuple[str, ...]
    place: Place
    by: By
    folder: str = ""
    image: str = ""
    """Path of the Dockerfile."""
    job: str = ""


class Finder:
    """Finds the file of the tree that a command means, seen from where it runs."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.by_name: dict[str, list[str]] = {}
        for path in tree.entries:
            self.by_name.setdefault(basename(path), []).append(path)

    def find(self, name: str, step: Step) -> str:
        """The path; empty when nothing fits. In an image the file was copied, so only its name is sure."""
        bare = name.strip("\"'").removeprefix("file://")
        tries = [normpath(join(step.folder, bare)), normpath(bare.lstrip("/"))]
        if step.image:
            tries = [normpath(join(dirname(step.image), bare)), *tries, join(dirname(step.image), basename(bare))]
        for each in tries:
            if each in self.tree:
                return each
        same = self.by_name.get(basename(bare), [])
        tail = [path for path in same if f"/{path}".endswith("/" + bare.lstrip("./"))]
        return tail[0] if len(tail) == 1 else same[0] if len(same) == 1 else ""

    def lock(self, name: str, step: Step) -> str:
        """The lock that applies there: the nearest on the way up, else beside the Dockerfile."""
        folder = step.folder
        while True:
            found = join(folder, name)
            if found in self.tree:
                return found
            if not folder:
                break
            folder = dirname(folder)
        beside = join(dirname(step.image), name) if step.image else ""
        return beside if beside and beside in self.tree else self._only(name)

    def _only(self, name: str) -> str:
        same = self.by_name.get(name, [])
        return same[0] if len(same) == 1 else ""


def install_of(step: Step, finder: Finder) -> Install | None:
    """What a command installs; `None` when it installs nothing."""
    program, args = step.program, step.args
    if program == "python" and args[:1] == ("-m",):
        program, args = (args[1] if len(args) > 1 else ""), args[2:]
    if program == "uv" and args[:1] == ("pip",):
        program, args = "pip", args[1:]
    if re.fullmatch(r"pip\d?(\.\d+)?", program):
        program = "pip"
    if program in ("pip", "pip-sync"):
        return _pip(step, finder, ("install", *args) if program == "pip-sync" else args)
    if program in ("mamba", "micromamba", "conda"):
        return _conda(step, finder, args)
    if program in ("Rscript", "R", "r"):
        return _r(step, finder)
    reader = _BY_LOCK.get(program)
    return reader(step, finder, args) if reader else None


def _pip(step: Step, finder: Finder, args: tuple[str, ...]) -> Install | None:
    words = [each for each in args if each not in ("--quiet", "-q", "--no-cache-dir", "--user")]
    if "install" not in words[:3] and words[:1] != ["sync"]:
        return None
    rest = words[words.index("install") + 1 :] if "install" in words else words[1:]
    named: list[Requirement] = []
    files, missing, skip = [], "", False
    for index, word in enumerate(rest):
        if skip:
            skip = False
            continue
        value = rest[index + 1] if index + 1 < len(rest) else ""
        if word in _FILE or (word.startswith("-r") and len(word) > 2 and not word.startswith("--")):
            target = value if word in _FILE else word[2:]
            skip = word in _FILE
            found = finder.find(target, step)
            files += [found] if found else []
            missing = missing or ("" if found or "$" in target or "/tmp" in target else target)  # noqa: S108
        elif word.startswith("--requirement="):
            files += [found] if (found := finder.find(word.partition("=")[2], step)) else []
        elif word in _VALUED:
            skip = True
        elif word in ("-e", "--editable") or word.startswith((".", "/")):
            skip = word in ("-e", "--editable")
            found = finder.lock("pyproject.toml", step) or finder.lock("setup.py", step)
            files += [found] if found else []
        elif not word.startswith("-") and (each := requirements.parse(word.strip("\"'"))):
            named.append(each)
        elif words[:1] == ["sync"] and (found := finder.find(word, step)):
            files.append(found)
    return _made("pip", step, files, named, missing, exactly="--require-hashes" in rest)


def _conda(step: Step, finder: Finder, args: tuple[str, ...]) -> Install | None:
    if not {"create", "install", "update"} & set(args[:3]):
        return None
    files, missing = [], ""
    for index, word in enumerate(args):
        if word in ("-f", "--file") and index + 1 < len(args):
            found = finder.find(args[index + 1], step)
            files += [found] if found else []
            missing = "" if found or "$" in args[index + 1] else args[index + 1]
        elif word.startswith("--file="):
            files += [found] if (found := finder.find(word.partition("=")[2], step)) else []
    if not files and not missing and "env" in args[:2]:
        files = [found] if (found := finder.find("environment.yml", step)) else []
    named, skip = [], False
    for word in args[1:]:
        if not skip and not word.startswith("-") and word not in ("create", "install", "update", "env", "all"):
            each = conda_spec(word.strip("\"'"))
            named += [each] if each and "/" not in word and not word.endswith((".yml", ".yaml")) else []
        skip = not skip and (word in _VALUED or word in ("-f", "--file", "-c"))
    return _made("conda", step, files, named, missing)


def _r(step: Step, finder: Finder) -> Install | None:
    text = " ".join(step.args)
    if _RENV.search(text):
        found = finder.lock("renv.lock", step)
        return _made("renv", step, [found] if found else [], [], "" if found else "renv.lock", exactly=True)
    match = _INSTALL_R.search(text)
    if not match:
        return None
    names = re.findall(r"[\"']([\w./@-]+)[\"']", (match.group(1) or match.group(2) or ""))
    return _made("R", step, [], [Requirement(name, "", 0, "@" in name, False) for name in names], "")


def _locked(tool: str, lock: str, verbs: frozenset[str], strict: frozenset[str]) -> Callable[..., Install | None]:
    """A tool that installs from its lock when it is told one of the verbs, strictly with one of the options."""

    def read(step: Step, finder: Finder, args: tuple[str, ...]) -> Install | None:
        verb = next((each for each in args if not each.startswith("-")), "")
        if verb not in verbs:
            return None
        found = finder.lock(lock, step)
        named = [args[at + 1 :] for at, each in enumerate(args) if each == verb]
        adds = [each for each in (named[0] if named and tool == "pipenv" else ()) if not each.startswith("-")]
        packages = [each for word in adds if (each := requirements.parse(word))]
        return _made(
            tool,
            step,
            [found] if found else [],
            packages,
            "" if found else lock,
            exactly=not strict or bool(strict & set(args)),
        )

    return read


_BY_LOCK: dict[str, Callable[..., Install | None]] = {
    "uv": _locked("uv", "uv.lock", frozenset({"sync"}), frozenset({"--frozen", "--locked"})),
    "poetry": _locked("poetry", "poetry.lock", frozenset({"install", "sync", "export"}), frozenset()),
    "pdm": _locked("pdm", "pdm.lock", frozenset({"install", "sync"}), frozenset({"--frozen-lockfile", "--check"})),
    "pipenv": _locked(
        "pipenv", "Pipfile.lock", frozenset({"install", "sync"}), frozenset({"--deploy", "--ignore-pipfile"})
    ),
    "pixi": _locked("pixi", "pixi.lock", frozenset({"install", "shell"}), frozenset({"--frozen", "--locked"})),
    "conda-lock": _locked("conda-lock", "conda-lock.yml", frozenset({"install"}), frozenset()),
}


def _made(
    tool: str, step: Step, files: list[str], named: list[Requirement], missing: str, *, exactly: bool = False
) -> Install | None:
    packages = [each for each in named if each.name and each.name not in BOOTSTRAP and "$" not in each.name]
    loose = tuple(each.name for each in packages if not each.exact)
    pinned = tuple(each.name for each in packages if each.exact)
    if not files and not loose and not pinned and not missing:
        return None
    text = " ".join((step.program, *step.args))[:120]
    return Install(
        tool,
        step.place,
        step.by,
        tuple(dict.fromkeys(files)),
        exactly,
        loose,
        pinned,
        missing,
        text,
        step.image,
        step.job,
    )
