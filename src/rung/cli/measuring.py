"""From what was typed to assessments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rung.errors import UsageError

if TYPE_CHECKING:
    from rung.domain import Assessment


def measure(
    address: Path,
    *,
    at: str | None = None,
    worktree: bool = False,
    as_of: str | None = None,
    project: str | None = None,
    whole: bool = False,
    records: Sequence[Path] = (),
    online: bool = False,
) -> tuple[Assessment, ...]:
    """The assessments of the projects at an address, or of the one that is named."""
    from rung.cli.days import as_of_day
    from rung.workspace import Workspace

    survey = Workspace().assess(
        address, at=at, worktree=worktree, as_of=as_of_day(as_of), whole=whole, records=records, online=online
    )
    return survey.assessments if project is None else (chosen(survey.assessments, project),)


def chosen(assessments: Sequence[Assessment], name: str) -> Assessment:
    """The project of that name or path.

    Raises
    ------
    UsageError
        There is none, or several have the name.
    """
    wanted = name.strip("/")
    found = [each for each in assessments if each.path == wanted] or [
        each for each in assessments if each.project == wanted
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(each.path or each.project for each in assessments)
    what = f"there is no project {name}" if not found else f"{len(found)} projects are called {name}"
    raise UsageError(what, where="--project", fix=f"one of: {known}")
