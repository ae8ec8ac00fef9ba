"""One project at earlier days. What was measured once is kept in the user's cache folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import rung
from rung.assess.clock import Clock
from rung.assess.ladder import LADDER_VERSION
from rung.assess.parse.shelf import MOST_BYTES, Shelf
from rung.assess.timeline.base import Point
from rung.assess.timeline.choosing import Dated, main_line
from rung.assess.timeline.keeping import fingerprint, key_of, read_kept, write_kept
from rung.assess.tree import Tree
from rung.domain import Assessment

MOST_POINTS = 13
"""Days of a curve: a year of months."""

Measure = Callable[[str, Shelf, Clock], Assessment]
"""Assesses a commit by a clock."""


class Past:
    """The verdicts of a project as they stood at the end of a day."""

    def __init__(self, address: str, tree: Tree, measure: Measure, context: Sequence[str], *, ages: bool) -> None:
        """`context`: what else the answer depends on; `ages`: records count, so the day matters beside the commit."""
        history = tree.history()
        self._line = main_line(history, None) if history else []
        self._measure = measure
        self._ages = ages
        self._place = key_of(["portfolio", str(Path(address).resolve()), tree.prefix])
        self._kept = read_kept(self._place)
        self._shelf = Shelf(self._kept.modules)
        version = f"{rung.__version__}:{LADDER_VERSION}:{fingerprint(Path(rung.__file__).parent)}"
        self._version = f"{version}:{key_of(context)}"
        self._added = False

    def at(self, day: date) -> Point | None:
        """How it stood; `None` before its first commit."""
        older = [each for each in self._line if each.when.date() <= day]
        if not older:
            return None
        commit = older[-1]
        key = f"{self._version}:{commit.id}:{day if self._ages else ''}"
        if key not in self._kept.points:
            self._kept.points[key] = self._point(commit, day)
            self._added = True
        return self._kept.points[key]

    def _point(self, commit: Dated, day: date) -> Point:
        clock = Clock(datetime.combine(day, time.max, UTC))
        return Point.of(self._measure(commit.id, self._shelf, clock), commit.when, commit.title)

    def keep(self) -> None:
        """Write down what was measured; what another version or context had found is dropped."""
        if self._added:
            self._kept.points = {key: each for key, each in self._kept.points.items() if key.startswith(self._version)}
            if sum(map(len, self._kept.modules.values())) > MOST_BYTES:
                self._kept.modules = {}
            write_kept(self._place, self._kept)


def days_between(start: date, today: date) -> list[date]:
    """The start, and the first of each month after it before today; thinned out where they are many.

    Weeks take the place of months while three of those have not gone by.
    """
    if start >= today:
        return []
    young = (today - start).days <= 92
    found = [start]
    day = start + timedelta(days=7) if young else _next_month(start)
    while day < today:
        found.append(day)
        day = day + timedelta(days=7) if young else _next_month(day)
    step = -(-len(found) // MOST_POINTS)
    return found[::step]


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
