"""`rung assess`: which level, why, what is missing."""

from __future__ import annotations

from functools import partial
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
    all_within,
    format_of,
    within,
)

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
        str | None,
        typer.Option(
            "--every", metavar="PERIOD", help="With --history: commit, day, week, month (default), quarter, year."
        ),
    ] = None,
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
        str | None,
        typer.Option("--format", "-f", metavar="NAME", help="terminal, json, sarif, markdown, html or badge."),
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
    from rung.cli.combinations import refuse_idle
    from rung.cli.measuring import measure
    from rung.cli.online import refuse_idle_online
    from rung.cli.output import emit, view

    name = format_of(form, as_json)
    refuse_idle(
        {
            "PATH": path,
            "--at": at,
            "--worktree": worktree,
            "--as-of": as_of,
            "--project": project,
            "--records": records,
            "--online": online,
            "--whole": whole,
            "--all": everything,
            "--verbose": verbose,
            "--history": history,
            "--since": since,
            "--every": every,
            "--portfolio": portfolio,
            "--quiet": quiet,
            "--interview": interview,
            "--questionnaire": questionnaire,
            "--answers": answers,
        },
        name,
    )
    target = within(folder, output)
    if portfolio is not None:
        from rung.cli.portfolio import portfolio as of_many

        of_many(
            folder / portfolio, form=name, since=since, as_of=as_of, no_colour=no_colour, output=target, quiet=quiet
        )
        return
    if questionnaire:
        from rung.cli.interview import questionnaire as empty_form

        empty_form(target)
        return
    address = address_of(folder, path)
    if history and name != "html":
        from rung.cli.looking_back import look_back

        look_back(
            address,
            since=since,
            every=every,
            as_json=name == "json",
            no_colour=no_colour,
            output=target,
            quiet=quiet,
        )
        return
    if online:
        refuse_idle_online(address, at=at, worktree=worktree)
    measured = partial(
        measure,
        address,
        at=at,
        worktree=worktree,
        as_of=as_of,
        project=project,
        records=all_within(folder, records),
        online=online,
    )
    if interview or answers:
        evidence = measured(whole=project is None)[0] if path is not None else None
        _asked(folder, answers or (), evidence, as_json=name == "json", no_colour=no_colour, output=target)
        return
    chosen = format_named(name)
    assessments = measured(whole=whole)
    if not quiet and name == "terminal" and at is None and not worktree:
        _remark_dirt(address, assessments)
    how = view(no_colour=no_colour, everything=everything or verbose, plain=output is not None)
    if history:
        from rung.cli.looking_back import timeline_of

        how = replace(how, timeline=timeline_of(address, since, every, quiet=quiet))
    if name == "sarif":
        how = replace(how, files=_files(address, at, worktree))
    if name == "html":
        from rung.plan.plan import way_of

        how = replace(how, way={each.path: way_of(each, each.made_at.date()) for each in assessments})
    text = _short(assessments) if quiet and name == "terminal" else chosen.render(assessments, how)
    emit(text, target)


def _asked(
    folder: Path,
    answers: Sequence[Path],
    evidence: Assessment | None,
    *,
    as_json: bool,
    no_colour: bool,
    output: Path | None,
) -> None:
    """The described level; where a repository is named, its evidence stands beside the claims."""
    from rung.cli import interview as asking

    respondents = asking.forms([folder / each for each in answers]) if answers else asking.interview()
    asking.show(respondents, evidence, as_json=as_json, no_colour=no_colour, output=output)


def _remark_dirt(address: Path, assessments: Sequence[Assessment]) -> None:
    """Say on standard error when uncommitted changes were left out."""
    from rung.cli.channels import remark
    from rung.cli.dirt import is_dirty

    if assessments[0].commit is not None and is_dirty(address):
        remark("note: uncommitted changes are left out; with them: rung assess --worktree")


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
