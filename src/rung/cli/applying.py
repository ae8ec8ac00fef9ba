"""From a fix to files: the difference is shown, somebody agrees, it is written, and the project is measured again."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from rung.assess.report.style import Style
from rung.assess.report.text import safe
from rung.assess.tree import open_tree
from rung.cli.channels import remark
from rung.cli.output import emit, write
from rung.domain import Verdict
from rung.errors import RungError, UsageError
from rung.plan.fixes import Edit, Fix


def carry_out(fix: Fix, folder: Path, *, dry_run: bool, yes: bool, style: Style) -> None:
    """Show, ask, write, measure.

    Raises
    ------
    UsageError
        There is no repository to write to, a person's file would be written over, or nobody can be asked.
    """
    root = _root(folder)
    edits = [each for each in fix.edits(open_tree(root, worktree=True)) if each.changes]
    if not edits:
        emit(f"Nothing to write: rung apply {fix.id} was carried out already.\n")
        return
    emit(_difference(edits, style))
    taken = [each.path for each in edits if each.overwrites_a_person]
    if taken:
        raise UsageError(
            "a person wrote or changed this file, and it is not written over",
            where=", ".join(taken),
            fix="take what you want from the difference above, or move the file away and try again",
        )
    if dry_run:
        remark("nothing is written: --dry-run")
        return
    if not yes and not _agreed(edits):
        remark("nothing is written")
        return
    before = _verdicts(root, fix)
    for each in edits:
        _write(root, each)
    emit("".join(_now(before, _verdicts(root, fix))) + f"Then: {fix.then}.\n")


def _root(folder: Path) -> Path:
    """The root of the working copy that the folder lies in: jobs are looked for nowhere else."""
    start = folder.resolve()
    for place in (start, *start.parents):
        if (place / ".git").exists():
            return place
    raise UsageError(
        "there is no git repository here, and a job would have nothing to run on", where=str(folder), fix="git init"
    )


def _difference(edits: Sequence[Edit], style: Style) -> str:
    colours = {"+": "green", "-": "red", "@": "cyan"}
    lines: list[str] = []
    for each in edits:
        old = "/dev/null" if each.before is None else f"a/{each.path}"
        before, after = (each.before or "").splitlines(), each.after.splitlines()
        shown = difflib.unified_diff(before, after, old, f"b/{each.path}", lineterm="")
        lines += [style(safe(line), colours.get(line[:1], "")) if line[:1] in colours else safe(line) for line in shown]
    return style.finish(lines)


def _agreed(edits: Sequence[Edit]) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked: standard input is no terminal", where="--yes", fix="give --yes")
    names = ", ".join(safe(each.path) for each in edits)
    print(f"Write {names}? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _write(root: Path, edit: Edit) -> None:
    target = root / edit.path
    if not target.parent.resolve().is_relative_to(root) or target.is_symlink():
        raise UsageError("a link leads out of the repository", where=edit.path, fix="replace the link by a folder")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder: {error.strerror}", where=str(target.parent)) from error
    write(target, edit.after)
    remark(f"written: {edit.path}")


def _verdicts(root: Path, fix: Fix) -> dict[str, tuple[Verdict, str]]:
    """By practice: the verdict and its sentence, over the files on disk; empty where it cannot be measured."""
    from rung.workspace import Workspace

    try:
        survey = Workspace().assess(root, worktree=True, whole=True)
    except RungError as error:
        remark(f"not measured: {error.what}")
        return {}
    found = {each.id: each for each in survey.assessments[0].findings}
    return {id: (found[id].verdict, found[id].because) for id in fix.practices if id in found}


def _now(before: dict[str, tuple[Verdict, str]], after: dict[str, tuple[Verdict, str]]) -> list[str]:
    lines = []
    for id, (verdict, because) in after.items():
        was = before.get(id, (verdict, ""))[0]
        moved = f"{was.value} → {verdict.value}" if was is not verdict else verdict.value
        lines.append(f"{id}: {moved}: {safe(because)}\n")
    return lines
