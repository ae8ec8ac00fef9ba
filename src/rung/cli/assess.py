"""`rung assess`: which level, why, what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rung.cli.options import (
    Address,
    AsJson,
    AsOf,
    At,
    Folder,
    NoColour,
    Online,
    Project,
    Quiet,
    RecordFiles,
    Verbose,
    Worktree,
    address_of,
)
from rung.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rung.domain import Assessment


def assess(
    path: Address = None,
    *,
    folder: Folder = Path(),
    at: At = None,
    worktree: Worktree = False,
    as_of: AsOf = None,
    project: Project = None,
    records: RecordFiles = None,
    online: Online = False,
    whole: Annotated[bool, typer.Option("--whole", help="Judge a repository with several projects as one.")] = False,
    history: Annotated[
        bool, typer.Option("--history", help="The level along the commits, and which commit changed it.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="WHEN", help="With --history or --portfolio: from this day on, or 90d."),
    ] = None,
    every: Annotated[
        str, typer.Option("--every", metavar="PERIOD", help="With --history: commit, day, week, month, quarter, year.")
    ] = "month",
    portfolio: Annotated[
        Path | None,
        typer.Option("--portfolio", metavar="FILE", help="Many projects: terminal, json, csv, or html with -o DIR."),
    ] = None,
    interview: Annotated[
        bool, typer.Option("--interview", help="Ask at most 25 questions; with a PATH, claims are held against it.")
    ] = False,
    questionnaire: Annotated[
        bool, typer.Option("--questionnaire", help="Write the questions as a form to fill in.")
    ] = False,
    answers: Annotated[
        list[Path] | None,
        typer.Option("--answers", metavar="FILE", help="A filled form; may be given several times."),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", "-f", help="terminal, json, sarif, markdown, html or badge.")
    ] = None,
    as_json: AsJson = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.")] = None,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every practice, by level and capability.")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_colour: NoColour = False,
) -> None:
    """Say which level a repository stands on, and why.

    Reads the last commit. Runs nothing, writes nothing into the repository, uses no network. Exits with 0 at any
    level, with 3 if it cannot measure.
    """
    from msgspec.structs import replace

    from rung.assess.formats import format_named
    from rung.cli.output import emit, view

    if portfolio is not None:
        from rung.cli.portfolio import portfolio as of_many

        of_many(
            folder / portfolio,
            form="json" if as_json else form or "terminal",
            since=since,
            as_of=as_of,
            no_colour=no_colour,
            output=output,
            quiet=quiet,
        )
        return
    name = _format(form, as_json)
    if interview or questionnaire or answers:
        _asked(path, folder, interview, answers or (), as_json=name == "json", no_colour=no_colour, output=output)
        return
    if history and name != "html":
        from rung.cli.looking_back import look_back

        look_back(
            address_of(folder, path),
            since=since,
            every=every,
            as_json=name == "json",
            no_colour=no_colour,
            output=output,
            quiet=quiet,
        )
        return
    chosen = format_named(name)
    address = address_of(folder, path)
    assessments = measure_and_remark(
        address,
        at,
        worktree,
        as_of,
        project,
        whole=whole,
        records=records or (),
        online=online,
        quiet=quiet or name != "terminal",
    )
    how = view(no_colour=no_colour, everything=everything or verbose, plain=output is not None)
    if history:
        from rung.cli.looking_back import timeline_of

        how = replace(how, timeline=timeline_of(address, since, every, quiet=quiet))
    if name == "sarif":
        how = replace(how, files=_files(address, at, worktree))
    text = _short(assessments) if quiet and name == "terminal" else chosen.render(assessments, how)
    emit(text, output)


def _asked(
    path: Path | None,
    folder: Path,
    interview: bool,
    answers: Sequence[Path],
    *,
    as_json: bool,
    no_colour: bool,
    output: Path | None,
) -> None:
    """The described level; where a repository is named, its evidence stands beside the claims."""
    from rung.cli import interview as asking
    from rung.cli.measuring import measure

    if not interview and not answers:
        asking.questionnaire(output)
        return
    respondents = asking.forms([folder / each for each in answers]) if answers else asking.interview()
    evidence = measure(address_of(folder, path), whole=True)[0] if path is not None else None
    asking.show(respondents, evidence, as_json=as_json, no_colour=no_colour, output=output)


def _format(form: str | None, as_json: bool) -> str:
    if as_json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} cannot both be", fix="leave one of the two out")
    return "json" if as_json else form or "terminal"


def measure_and_remark(
    address: Path,
    at: str | None,
    worktree: bool,
    as_of: str | None,
    project: str | None,
    *,
    whole: bool = False,
    records: Sequence[Path] = (),
    online: bool = False,
    quiet: bool,
) -> Sequence[Assessment]:
    """Measure, and say on standard error when uncommitted changes were left out."""
    from rung.cli.channels import tell
    from rung.cli.measuring import measure

    assessments = measure(
        address,
        at=at,
        worktree=worktree,
        as_of=as_of,
        project=project,
        whole=whole,
        records=records,
        online=online,
    )
    if not quiet and at is None and not worktree and assessments[0].commit is not None:
        from rung.cli.dirt import is_dirty

        if is_dirty(address):
            tell("note: uncommitted changes are left out; with them: rung assess --worktree")
    return assessments


def _short(assessments: Sequence[Assessment]) -> str:
    """`level 2 · 2.7`, one line a project."""
    from rung.assess.report.summary import level_word
    from rung.assess.report.text import safe, tenths

    lines = []
    for each in assessments:
        name = f"{safe(each.path or each.project)}: " if len(assessments) > 1 else ""
        index = f", index {tenths(each.index)}" if each.index is not None else ""
        lines.append(f"{name}level {level_word(each)}{index}" if index else f"{name}no level: not an ML project")
    return "\n".join(lines) + "\n"


def _files(address: Path, at: str | None, worktree: bool) -> frozenset[str]:
    """Every plain file, by its path from the root of the repository: no links, whose target has the lines."""
    from rung.assess.tree import EntryKind, open_tree

    tree = open_tree(address, at=at, worktree=worktree)
    start = f"{tree.prefix}/" if tree.prefix else ""
    kinds = (EntryKind.FILE, EntryKind.EXECUTABLE)
    return frozenset(start + path for path, entry in tree.entries.items() if entry.kind in kinds)
