"""From a folder to its first `rung.yaml`: it is read, shown, agreed to, and written in one piece."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rung.assess.report.text import safe
from rung.assess.tree import RawHistory, Tree, open_tree
from rung.assess.tree.folder import FolderTree
from rung.cli.channels import remark, unwritten
from rung.cli.output import emit
from rung.errors import RungError, UsageError
from rung.plan.starting.proposal import Proposal
from rung.plan.starting.proposing import propose
from rung.plan.starting.render import render
from rung.project.manifest import MANIFEST_NAME
from rung.project.reading import read_written

_ENVIRONMENTS = (".venv", "venv", "env", ".env")


def start(folder: Path, *, dry_run: bool, yes: bool) -> None:
    """Read, show, ask, write.

    Raises
    ------
    UsageError
        There is no such folder, it has a `rung.yaml` already, nobody can be asked, or it cannot be written.
    """
    root = _root(folder)
    proposal = propose(FolderTree(root), root.name, history=_history(root), environment=_environment(root))
    text = render(proposal)
    read_written(text)
    emit(text)
    if dry_run:
        remark("nothing is written: --dry-run")
        return
    if not yes and not _agreed():
        remark("nothing is written")
        return
    _write_new(root / MANIFEST_NAME, text)
    remark(f"written: {MANIFEST_NAME}")
    emit(_next(proposal))


def _root(folder: Path) -> Path:
    try:
        root = folder.resolve()
        there = root.is_dir()
        taken = os.path.lexists(root / MANIFEST_NAME)
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"cannot be looked at: {error}", where=str(folder)) from None
    if not there:
        raise UsageError("there is no such folder", where=str(folder), fix="name the folder of the project")
    if taken:
        raise UsageError(
            f"there is a {MANIFEST_NAME} already, and it is never written over",
            where=str(folder / MANIFEST_NAME),
            fix="edit it; rung assess says what it lacks",
        )
    return root


def _history(root: Path) -> RawHistory | None:
    """Of the repository that the folder lies in; `None` where there is none, or none that can be read."""
    try:
        tree: Tree = open_tree(root)
        return tree.history()
    except RungError:
        return None


def _environment(root: Path) -> str | None:
    return next((each for each in _ENVIRONMENTS if (root / each / "pyvenv.cfg").is_file()), None)


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked: standard input is no terminal", where="--yes", fix="give --yes")
    print(f"Write {MANIFEST_NAME}? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _write_new(target: Path, text: str) -> None:
    """All of it or nothing, and only where nothing is: somebody may have written one while the question stood."""
    import tempfile

    name = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8"))
        os.chmod(name, 0o666 & ~_umask())
        os.link(name, target)
    except FileExistsError:
        raise UsageError(f"there is a {MANIFEST_NAME} by now", where=str(target), fix="edit it") from None
    except OSError as error:
        raise unwritten(error, str(target)) from error
    finally:
        if name is not None:
            os.unlink(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _next(proposal: Proposal) -> str:
    """What to do now, in the order in which it helps."""
    steps = [("rung assess", "which rung the project stands on")]
    if proposal.datasets:
        names = " ".join(safe(each.name) for each in proposal.datasets[:3])
        steps.append((f"rung data add {names}", "keep a version of the data"))
    if any(each.ready for each in proposal.steps):
        steps += [("rung run --dry-run", "what would run, and why"), ("rung run", "run it, and record it")]
    width = max(len(command) for command, _ in steps)
    lines = [f"  {command:<{width}}  {what}" for command, what in steps]
    return "\n".join([f"\nNext: look through {MANIFEST_NAME}, and correct what is guessed wrongly; then", *lines, ""])
