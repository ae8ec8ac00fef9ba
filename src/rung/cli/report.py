"""`rung report`: what changed between two moments, and what a framework asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.framing import frame
from rung.cli.options import (
    Address,
    AsJson,
    Folder,
    NoColour,
    Online,
    Project,
    RecordFiles,
    address_of,
    all_within,
    within,
)
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
    framework: Annotated[
        str | None,
        typer.Option(
            "--framework", metavar="NAME", help="Evidence for each criterion of a framework; `list` names them."
        ),
    ] = None,
    project: Project = None,
    records: RecordFiles = None,
    online: Online = False,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown; with --framework.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.")] = None,
    no_colour: NoColour = False,
) -> None:
    """Say what changed between two moments, or what the evidence supports of a framework such as the EU AI Act.

    A day means the last commit of the main line by then, with ages counted from that day.
    """
    import json

    from rung.assess.report.between import between_json, between_lines
    from rung.cli.combinations import refuse
    from rung.cli.moments import Moments
    from rung.cli.online import refuse_idle_online
    from rung.cli.output import emit, view

    address = address_of(folder, path)
    moments = Moments(folder, address, project, all_within(folder, records), online)
    output = within(folder, output)
    measured = {"PATH": path, "--records": records, "--online": online}
    if framework == "list":
        form = {"--to": to, "--project": project, "--json": as_json, "--markdown": markdown}
        refuse([each for each, value in (measured | form).items() if value], "--framework list")
    if online:
        refuse_idle_online(address)
    if framework is not None:
        _refuse(
            from_ is not None, "--from", "--framework reports one moment", "leave one of them out; --to sets the moment"
        )
        _refuse(markdown and as_json, "--markdown", "a report is written in one form", "leave --json or --markdown out")
        frame(framework, moments, to, as_json=as_json, markdown=markdown, output=output, no_colour=no_colour)
        return
    _refuse(markdown, "--markdown", "only a report by framework is written in Markdown", "rung report --framework list")
    if from_ is None:
        fix = "rung report --from 90d, or rung report --framework list"
        raise UsageError("a report needs a beginning or a framework", where="--from", fix=fix)
    before, after = moments.reading(from_, "--from"), moments.reading(to, "--to")
    if not moments.measured:
        refuse([each for each, value in measured.items() if value], "two saved assessments")
    name = after.project
    if as_json:
        emit(json.dumps(between_json(name, before, after), ensure_ascii=False, indent=2) + "\n", output)
        return
    how = view(no_colour=no_colour, plain=output is not None)
    emit(how.style.finish(between_lines(name, before, after, how.style, how.width)), output)


def _refuse(refused: bool, where: str, what: str, fix: str) -> None:
    if refused:
        raise UsageError(what, where=where, fix=fix)
