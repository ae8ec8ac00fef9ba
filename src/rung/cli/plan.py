"""`rung plan`: the shortest way to the next level."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    RecordFiles,
    Worktree,
    address_of,
    all_within,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rung.domain import Assessment


def plan(
    path: Address = None,
    *,
    folder: Folder = Path(),
    at: At = None,
    worktree: Worktree = False,
    as_of: AsOf = None,
    project: Project = None,
    records: RecordFiles = None,
    online: Online = False,
    if_: Annotated[
        str | None,
        typer.Option("--if", metavar="PRACTICE,PRACTICE", help="Which level would result, were these met."),
    ] = None,
    as_json: AsJson = False,
    no_colour: NoColour = False,
) -> None:
    """Say what to do next.

    The shortest way to the next level, in an order in which each step can be taken.
    """
    from rung.cli.measuring import measure
    from rung.cli.online import refuse_idle_online
    from rung.cli.output import emit, view

    address = address_of(folder, path)
    if online:
        refuse_idle_online(address, at=at, worktree=worktree)
    assessments = measure(
        address,
        at=at,
        worktree=worktree,
        as_of=as_of,
        project=project,
        records=all_within(folder, records),
        online=online,
    )
    how = view(no_colour=no_colour)
    if as_json:
        emit(_json(assessments, if_))
    else:
        emit(how.style.finish(_lines(assessments, if_, how.style, how.width)))


def _lines(assessments: Sequence[Assessment], if_: str | None, style: Any, width: int) -> list[str]:
    from rung.plan import make_plan, what_if
    from rung.plan.render import plan_lines, what_if_lines

    lines: list[str] = []
    for each in assessments:
        if if_ is None:
            lines += ["", "", *plan_lines(make_plan(each, today=each.made_at.date()), style, width)]
        else:
            lines += ["", "", *what_if_lines(what_if(each, practices(if_)), style, width)]
    return lines[2:]


def _json(assessments: Sequence[Assessment], if_: str | None) -> str:
    """One object for a single project, `{"projects": […]}` for several, like `rung assess --json`."""
    import json

    from rung.plan import make_plan, what_if
    from rung.plan.render import SCHEMA_VERSION, plan_json, what_if_json

    values = [
        plan_json(make_plan(each, today=each.made_at.date()))
        if if_ is None
        else what_if_json(what_if(each, practices(if_)))
        for each in assessments
    ]
    document = values[0] if len(values) == 1 else {"schema_version": SCHEMA_VERSION, "projects": values}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def practices(text: str) -> list[str]:
    """The ids in a list with commas or spaces."""
    return text.replace(",", " ").split()
