"""From a fix to files: the difference is shown, somebody agrees, it is written, and the project is measured again."""

from __future__ import annotations

import difflib
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rung.assess.report.style import Style
from rung.assess.report.text import safe
from rung.assess.tree import open_tree
from rung.cli.channels import remark
from rung.cli.output import emit, write
from rung.domain import Verdict
from rung.errors import RungError, UsageError
from rung.plan.fixes import Edit, Fix, fix_for, jobs
from rung.plan.fixes.finding import CI
from rung.project.manifest import MANIFEST_NAME


def chosen(practice: str, folder: Path, *, assess: bool, github: bool) -> Fix:
    """The fix that is meant, bound to the folder that it is written to.

    Raises
    ------
    UsageError
        There is no such practice, no text helps it, or the project is not where the fix makes sense.
    """
    root = _root(folder)
    if practice == CI:
        fix = jobs(root, assess=assess, github=github)
    elif assess or github:
        raise UsageError("--assess and --github say which jobs", where=practice, fix="rung apply ci")
    elif practice == "data-contract":
        # It reads the data, and the room of the other fixes does not know the engine that can.
        from rung.cli.contract_fix import DataContract

        fix = DataContract(root)
    else:
        fix = fix_for(practice, root) or _none_for(practice)
    if fix.in_repository:
        fix.root = _repository(folder)
    return fix


def carry_out(fix: Fix, asked: str, *, dry_run: bool, yes: bool, style: Style) -> None:
    """Show, ask, write, measure.

    Raises
    ------
    UsageError
        It does not fit the project, a person's file would be written over, or nobody can be asked.
    """
    root = fix.root or Path()
    edits = [each for each in fix.edits(open_tree(root, worktree=True)) if each.changes]
    commands = fix.commands()
    if not edits and not commands:
        emit(f"Nothing to write: rung apply {fix.id} was carried out already.\nThen: {fix.then}.\n")
        return
    emit(_difference(edits, style) + "".join(f"$ {shlex.join(each)}\n" for each in commands))
    _refuse_persons(edits)
    if dry_run:
        remark("nothing is written: --dry-run")
        return
    if not yes and not _agreed(edits, commands):
        remark("nothing is written")
        return
    practices = [asked] if asked in fix.practices else list(fix.practices)
    before = _verdicts(root, practices)
    for each in edits:
        _write(root, each)
    for command in commands:
        _start(root, command)
    told = [*_now(before, _verdicts(root, practices)), *_open(edits), f"Then: {fix.then}.\n"]
    emit("".join(told))


def _none_for(practice: str) -> Fix:
    """What to do about a practice that no text helps: the words of the plan."""
    from rung.assess.ladder import load_ladder

    card = load_ladder().by_id(practice)
    raise UsageError(f"no text that Rung could write helps {practice}", where=practice, fix=card.remedy)


def _root(folder: Path) -> Path:
    """The folder of the project: where `rung.yaml` lies, or else the root of the working copy, or else the folder."""
    start = folder.resolve()
    for place in (start, *start.parents):
        if (place / MANIFEST_NAME).is_file() or (place / ".git").exists():
            return place
    return start


def _repository(folder: Path) -> Path:
    """The root of the working copy that the folder lies in: jobs are looked for nowhere else."""
    start = folder.resolve()
    for place in (start, *start.parents):
        if (place / ".git").exists():
            return place
    raise UsageError(
        "there is no git repository here, and a job would have nothing to run on", where=str(folder), fix="git init"
    )


def _refuse_persons(edits: Sequence[Edit]) -> None:
    taken = [each.path for each in edits if each.overwrites_a_person]
    if taken:
        raise UsageError(
            "a person wrote or changed this file, and it is not written over",
            where=", ".join(taken),
            fix="take what you want from the difference above, or move the file away and try again",
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


def _agreed(edits: Sequence[Edit], commands: Sequence[Sequence[str]]) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked: standard input is no terminal", where="--yes", fix="give --yes")
    asked = [f"Write {', '.join(safe(each.path) for each in edits)}"] if edits else []
    asked += [f"run {shlex.join(each)}" for each in commands]
    question = " and ".join(asked)
    print(f"{question[:1].upper()}{question[1:]}? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _write(root: Path, edit: Edit) -> None:
    target = root / edit.path
    if not target.parent.resolve().is_relative_to(root.resolve()) or target.is_symlink():
        raise UsageError("a link leads out of the repository", where=edit.path, fix="replace the link by a folder")
    _refuse_newer(target, edit)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder: {error.strerror}", where=str(target.parent)) from error
    write(target, edit.after)
    remark(f"written: {edit.path}")


def _start(root: Path, command: Sequence[str]) -> None:
    import subprocess

    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except OSError as error:
        raise UsageError(f"{command[0]} cannot be started: {error.strerror}", fix=f"install {command[0]}") from error
    if done.returncode:
        told = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise UsageError(f"{shlex.join(command)} failed: {safe(told)}", where=str(root))
    remark(f"done: {shlex.join(command)}")


def _refuse_newer(target: Path, edit: Edit) -> None:
    """What somebody saved while the question stood, or what the tree leaves out, is not lost."""
    try:
        there = target.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        there = None
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=edit.path) from error
    if there != edit.before:
        raise UsageError("the file is not what was read", where=edit.path, fix="look at it, and try again")


def _verdicts(root: Path, practices: Iterable[str]) -> dict[str, tuple[Verdict, str]]:
    """By practice: the verdict and its sentence, over the files on disk; empty where it cannot be measured."""
    from rung.workspace import Workspace

    try:
        survey = Workspace().assess(root, worktree=True, whole=True)
    except RungError as error:
        remark(f"not measured: {error.what}")
        return {}
    found = {each.id: each for each in survey.assessments[0].findings}
    return {id: (found[id].verdict, found[id].because) for id in practices if id in found}


def _now(before: dict[str, tuple[Verdict, str]], after: dict[str, tuple[Verdict, str]]) -> list[str]:
    lines = []
    for id, (verdict, because) in after.items():
        was = before.get(id, (verdict, ""))[0]
        moved = f"{was.value} → {verdict.value}" if was is not verdict else verdict.value
        lines.append(f"{id}: {moved}: {safe(because)}\n")
    return lines


def _open(edits: Sequence[Edit]) -> list[str]:
    """What a person has to fill in, file by file."""
    return [
        f"To fill in in {safe(each.path)}: {safe('; '.join(each.to_fill_in))}\n" for each in edits if each.to_fill_in
    ]
