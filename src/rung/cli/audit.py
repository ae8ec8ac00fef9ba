"""`rung audit`: what happened, by whom, and whether the record is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import AsJson, Folder

audit = typer.Typer(
    name="audit",
    help="What happened in the workspace, by whom, and whether the record of it is whole.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

AnchorFile = Annotated[
    Path | None,
    typer.Option("--anchors", metavar="FILE", help="File of anchors; audit-anchors.jsonl beside rung.yaml by default."),
]


@audit.callback()
def root() -> None:
    """What happened in the workspace, by whom, and whether the record of it is whole."""


@audit.command("show")
def show(
    subject: Annotated[
        str | None, typer.Argument(metavar="SUBJECT", help="Only what happened to it: dataset:flights@3f9c…")
    ] = None,
    *,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many of the newest.")] = 20,
    as_json: AsJson = False,
    folder: Folder = Path(),
) -> None:
    """Print the newest events, the last one at the bottom."""
    from rung.cli.auditing import event_lines, events_json
    from rung.cli.output import emit, view
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop, loop.store.reading() as reader:
        last, _ = reader.audit.head()
        events = reader.audit.of(subject) if subject else reader.audit.events(max(0, last - limit), limit)
    events = events[-limit:]
    emit(events_json(events) if as_json else event_lines(events, subject, view().style))


@audit.command("verify")
def verify(*, anchors: AnchorFile = None, as_json: AsJson = False, folder: Folder = Path()) -> None:
    """Walk the whole chain, and hold it against its anchors; exit code 1 when anything is wrong."""
    from rung.cli.auditing import check, verdict_json, verdict_lines
    from rung.cli.output import emit, view
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        verdict, file = check(loop, folder / anchors if anchors else None)
    emit(verdict_json(verdict) if as_json else verdict_lines(verdict, file, view().style))
    if not verdict.intact:
        raise typer.Exit(1)


@audit.command("anchor")
def anchor(*, anchors: AnchorFile = None, folder: Folder = Path()) -> None:
    """Write number and hash of the last event to a file that is kept elsewhere: in git, or with somebody else."""
    from rung.cli.auditing import append
    from rung.cli.output import emit
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        emit(append(loop, folder / anchors if anchors else None))
