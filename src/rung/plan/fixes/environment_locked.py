"""`rung apply environment-locked`: exact versions of all that the project needs, by the tool that it uses."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from rung.assess.regex import regex
from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.installed import PATIENCE, Installed, installed, interpreter
from rung.plan.fixes.known import README, manifest_or_none, written
from rung.plan.fixes.mark import is_ours, marked
from rung.plan.fixes.notebooks import modules_imported
from rung.plan.fixes.sections import page, target

PLAIN = "requirements.txt"
BESIDE = "requirements-lock.txt"
"""The lock where `requirements.txt` is a person's."""
_NAME = regex(r"^[ \t]*([A-Za-z0-9][\w.-]*)", 0)
_INSTALL = regex(r"(?m)^install[ \t]*:")
MAKEFILE = "Makefile"
_LOCKERS = {"poetry.lock": ["poetry", "lock"], "pdm.lock": ["pdm", "lock"], "Pipfile.lock": ["pipenv", "lock"]}
_OWN = {"poetry.lock": "[tool.poetry", "pdm.lock": "[tool.pdm", "uv.lock": "[tool.uv"}


class EnvironmentLocked(Fix):
    """A lock with hashes by uv or pip-tools where one is there, else what the project's interpreter has."""

    id = "environment-locked"
    practices = ("environment-locked",)
    then = (
        "install from it in a new environment and run the tests there; let jobs and images install from it and nothing "
        "else (rung apply ci --github does)"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """The lock, and how to install from it.

        Raises
        ------
        UsageError
            The project has a tool of its own for locks, which is named; or nothing says what is needed.
        """
        _leave_to_its_tool(tree)
        mine = written(tree, PLAIN)
        source = next((each for each in ("requirements.in", PLAIN) if each in tree and not _ours(tree, each)), None)
        path = BESIDE if mine is not None and not is_ours(mine) else PLAIN
        text, how = self._lock(tree, source)
        block = f"```sh\npython -m pip install {'--require-hashes ' if '--hash=' in text else ''}-r {path}\n```"
        body = f"## Install\n\nPython {how}:\n\n{block}"
        lock = Edit(path, written(tree, path), marked(text, self.id))
        title = manifest_or_none(tree).project or "Model"
        return [lock, *_target(tree, self.id, path), page(tree, README, title, self.id, body)]

    def _lock(self, tree: Tree, source: str | None) -> tuple[str, str]:
        """The lock, and in words which Python and which tool made it."""
        root = self.root or Path()
        python = interpreter(root, manifest_or_none(tree).environment)
        modules, named = modules_imported(tree), _named(tree, source)
        found = installed(python, modules, named)
        if source and (command := _compiler(python)):
            return _compiled([*command, source], root), f"{found.python}, all packages with hashes, by {command[0]}"
        if not found.packages:
            raise UsageError(
                "none of what the code imports is installed",
                where=str(python),
                fix=f"install it first: {', '.join(found.absent[:5]) or 'nothing is imported'}",
            )
        if found.absent:
            raise UsageError(
                f"imported and not installed: {', '.join(found.absent[:5])}",
                where=str(python),
                fix="install what the code imports, or name the interpreter in rung.yaml: environment",
            )
        return _frozen(found), f"{found.python}, the versions with which it was written"


def _target(tree: Tree, name: str, path: str) -> list[Edit]:
    """A target of the Makefile that is there, unless it has one of that name."""
    makefile = written(tree, MAKEFILE)
    if makefile is None or _INSTALL.search(makefile):
        return []
    return [target(tree, MAKEFILE, name, "install", f"python -m pip install -r {path}")]


def _ours(tree: Tree, path: str) -> bool:
    return is_ours(written(tree, path) or "")


def _leave_to_its_tool(tree: Tree) -> None:
    """Raise `UsageError` where the project has a tool that writes its own lock."""
    pyproject = tree.text("pyproject.toml") or ""
    for lock, mark in _OWN.items():
        if lock in tree or mark in pyproject:
            command = " ".join(_LOCKERS.get(lock, ["uv", "lock"]))
            raise UsageError(
                f"the project has its own tool for locks, which writes {lock}", where=lock, fix=f"{command}, and commit"
            )
    for path, command in (("Pipfile", "pipenv lock"), ("environment.yml", "conda-lock -f environment.yml")):
        if path in tree:
            raise UsageError(
                f"{path} has its own tool for locks", where=path, fix=f"{command}, and commit what it writes"
            )


def _named(tree: Tree, source: str | None) -> list[str]:
    lines = (tree.text(source) or "").splitlines() if source else []
    return [found[1] for each in lines if (found := _NAME.match(each))]


def _compiler(python: Path) -> list[str] | None:
    if shutil.which("uv"):
        return ["uv", "pip", "compile", "--quiet", "--generate-hashes", "--python", str(python)]
    if shutil.which("pip-compile"):
        return ["pip-compile", "--quiet", "--generate-hashes", "--output-file", "-"]
    return None


def _compiled(command: Sequence[str], root: Path) -> str:
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=5 * PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"{command[0]} does not answer: {error}", where=command[-1]) from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word why"])[-1]
        raise UsageError(f"{command[0]} finds no lock: {last}", where=command[-1], fix=f"mend {command[-1]}")
    return done.stdout


def _frozen(found: Installed) -> str:
    """Everything exact, with who pulls it in; without hashes, which an installed package does not know."""
    lines = [f"# What Python {found.python} had installed; no tool for hashes was there (uv, pip-tools)."]
    for name, (version, via) in found.packages.items():
        lines.append(f"{name}=={version}")
        lines += [f"    # via {', '.join(via)}"] if via else []
    return "\n".join([*lines, ""])
