"""`rung report`: what changed between two moments, and what a framework asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import Address, AsJson, Folder, NoColour, Online, Project, RecordFiles, address_of
from rung.errors import UsageError


def report(
    path: Address = None,
    *,
    folder: Folder = Path(),
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="WHEN", help="A day, a length of time ago (90d), a revision, or saved JSON."),
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="WHEN", help="The same; now when not given.")] = None,
    project: Project = None,
    records: RecordFiles = None,
    online: Online = False,
    as_json: AsJson = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.")] = None,
    no_colour: NoColour = False,
) -> None:
    """Say what changed between two moments: what the project did, and what the ladder or time did.

    A day means the last commit of the main line by then, with ages counted from that day.
    """
    import json

    from rung.assess.report.between import between_json, between_lines
    from rung.cli.moments import Moments
    from rung.cli.output import emit, view

    if from_ is None:
        raise UsageError("a report needs a beginning", where="--from", fix="rung report --from 90d")
    moments = Moments(address_of(folder, path), project, records or (), online)
    before, after = moments.reading(from_, "--from"), moments.reading(to, "--to")
    name = after.project
    if as_json:
        emit(json.dumps(between_json(name, before, after), ensure_ascii=False, indent=2) + "\n", output)
        return
    how = view(no_colour=no_colour, plain=output is not None)
    emit(how.style.finish(between_lines(name, before, after, how.style, how.width)), output)
