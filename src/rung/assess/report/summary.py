"""Several projects of one repository in one table."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.report.gaps import gaps_to_next
from rung.assess.report.style import Style
from rung.assess.report.text import plural, safe, tenths
from rung.domain import Assessment, Kind

HEAD = ("project", "kind", "level", "index", "proven", "first gap")


LAST_TO_GO = (0, 2)
"""Columns that stay however narrow it is: the project and its level."""


def summary_lines(assessments: Sequence[Assessment], style: Style, width: int = 120) -> list[str]:
    """A headed table, one project a line; where it is too wide the last columns go first."""
    if not assessments:
        return ["no project found"]
    commit = assessments[0].commit
    lines = _table([HEAD, *(summary_row(each) for each in assessments)], width)
    title = f"{plural(len(assessments), 'project')} · {commit[:7] if commit else 'not committed'}"
    return [style(title, "bold"), "", " " + style(lines[0], "dim"), *(f" {line}" for line in lines[1:])]


def _table(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    sizes = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    kept = list(range(len(HEAD)))
    for column in reversed(range(len(HEAD))):
        # The gap is only ever long in few rows, and says least.
        if sum(sizes[each] + 2 for each in kept) > width and column not in LAST_TO_GO:
            kept.remove(column)
    return ["  ".join(f"{row[each]:<{sizes[each]}}" for each in kept).rstrip() for row in rows]


def summary_row(assessment: Assessment) -> tuple[str, str, str, str, str, str]:
    """The cells of one project; a level read "as if it were a project" is in brackets."""
    gaps = gaps_to_next(assessment)
    return (
        safe(assessment.path or assessment.project),
        "not ML" if assessment.kind is Kind.NOT_ML else assessment.kind.value,
        level_word(assessment),
        "–" if assessment.index is None else tenths(assessment.index),
        "–" if assessment.proven_level is None else str(assessment.proven_level.value),
        gaps[0].id if gaps else "",
    )


def level_word(assessment: Assessment) -> str:
    """`2`, `2 (up to 3)`, `[2]` where it is read as if it were a project, `–` where there is none."""
    if assessment.configured_level is None:
        return "–"
    level = str(assessment.configured_level.value)
    word = f"[{level}]" if assessment.as_if else level
    if assessment.up_to and assessment.up_to > assessment.configured_level:
        return f"{word} (up to {assessment.up_to.value})"
    return word
