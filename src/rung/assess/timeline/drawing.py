"""A timeline as a person reads it, and as programs do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rung.assess.report.style import Style
from rung.assess.report.text import plural, safe, tenths, wrapped
from rung.assess.timeline.base import Move, Point, Timeline
from rung.domain import Level

SCHEMA_VERSION = 1
MOST_PRACTICES = 6
"""Practices of a rise or fall that are named; the others are counted."""
MARGIN = 6
BESIDE = 26
"""Columns for the words to the right of a level."""


def timeline_lines(timeline: Timeline, style: Style, width: int) -> list[str]:
    """The chart, then every rise and fall with its commit."""
    points = timeline.points
    if not points:
        return [f"{safe(timeline.project)}: no commits"]
    first, last = points[0], points[-1]
    words = [
        safe(timeline.project), plural(timeline.commits, "commit"),
        f"{first.when:%Y-%m-%d} to {last.when:%Y-%m-%d}", f"{timeline.measured} measured, one a {timeline.every}",
    ]  # fmt: skip
    lines = [*wrapped(" · ".join(words), "", width), "", *_chart(points, style, width), ""]
    if timeline.shallow:
        lines += [" this clone is shallow: older commits are missing; git fetch --unshallow brings them", ""]
    if all(each.level is None for each in points):
        return [*lines, " No machine learning was found at any of these commits, so there is no level."]
    if not timeline.moves:
        return [*lines, " The level never changed."]
    lines.append(" " + style("Rises and falls", "bold"))
    for move in timeline.moves:
        lines += _move_lines(move, style, width)
    return lines


def timeline_json(timeline: Timeline) -> dict[str, Any]:
    """The timeline as plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "project": timeline.project,
        "every": timeline.every,
        "commits": timeline.commits,
        "measured": timeline.measured,
        "shallow": timeline.shallow,
        "points": [_point(each) for each in timeline.points],
        "moves": [
            {
                "commit": each.commit,
                "when": each.when.isoformat(),
                "title": each.title,
                "before": _number(each.before),
                "after": _number(each.after),
                "gained": list(each.gained),
                "lost": list(each.lost),
            }
            for each in timeline.moves
        ],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "commit": point.commit,
        "when": point.when.isoformat(),
        "title": point.title,
        "kind": point.kind.value,
        "configured_level": _number(point.level),
        "proven_level": _number(point.proven),
        "index": None if point.index is None else round(point.index, 3),
        "ladder_version": point.ladder,
    }


def _number(level: Level | None) -> int | None:
    return None if level is None else level.value


def _chart(points: Sequence[Point], style: Style, width: int) -> list[str]:
    """One column for each point, wide ones where there is room; a row for each level."""
    room = max(10, min(width, 100) - MARGIN - BESIDE)
    step = -(-len(points) // room)
    # Thinned from the newest back, so that the whole time is shown whatever the width.
    shown = points[::-1][::step][::-1]
    wide = max(1, min(6, room // len(shown)))
    lines = []
    for level in reversed(Level):
        cells = "".join(("━" if (each.level or 0) >= level else "·") * wide for each in shown)
        here = shown[-1].level is level
        index = shown[-1].index
        label = f"{level.title}   index {tenths(index)}" if here and index is not None else level.title
        mark = "▸" if here else " "
        lines.append(f" {mark} {level.value} │{style(cells, 'green' if here else 'dim')}│ {label}")
    ends = f"{shown[0].when:%Y-%m}"
    last = f"{shown[-1].when:%Y-%m}"
    gap = max(1, len(shown) * wide - len(ends) - len(last))
    return [*lines, " " * MARGIN + ends + " " * gap + last]


def _move_lines(move: Move, style: Style, width: int) -> list[str]:
    sign = style("▲", "green") if move.rises else style("▼", "red")
    levels = f"{_level(move.before)} → {_level(move.after)}"
    head = f"{levels}  {move.when:%Y-%m-%d}  {move.commit[:7]}  {safe(move.title)}"
    first, *rest = wrapped(head, "   ", width)
    lines = [f" {sign} {first.lstrip()}", *rest]
    for word, practices in (("gained", move.gained), ("lost", move.lost)):
        if practices:
            named = ", ".join(practices[:MOST_PRACTICES])
            more = f" and {len(practices) - MOST_PRACTICES} more" if len(practices) > MOST_PRACTICES else ""
            lines += wrapped(f"{word}: {named}{more}", "            ", width)
    return lines


def _level(level: Level | None) -> str:
    return "none" if level is None else str(level.value)
