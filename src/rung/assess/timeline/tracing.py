"""Measures the chosen commits, and looks between two of them for the one that changed the level."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from rung.assess.timeline.base import Move, Point, Timeline, moved
from rung.assess.timeline.choosing import Dated, chosen

Measure = Callable[[Sequence[Dated]], list[Point]]
"""Assesses commits, in any order it likes; one point each, in the order asked for."""


def trace(project: str, line: Sequence[Dated], every: str, measure: Measure, *, shallow: bool = False) -> Timeline:
    """The timeline of a main line, oldest commit first.

    Between two neighbouring points of different level the cause is found by halving: the level may have gone up and
    down in between, and then it is one of the commits that changed it.
    """
    if not line:
        return Timeline(project, every, (), (), 0, 0, shallow)
    numbers = chosen(line, every)
    known = dict(zip(numbers, measure([line[number] for number in numbers]), strict=True))
    points = [known[number] for number in numbers]
    spans = [(left, right) for left, right in itertools.pairwise(numbers) if known[left].level != known[right].level]
    while any(right - left > 1 for left, right in spans):
        middles = sorted({(left + right) // 2 for left, right in spans if right - left > 1} - known.keys())
        known.update(zip(middles, measure([line[number] for number in middles]), strict=True))
        spans = [_narrowed(left, right, known) for left, right in spans]
    moves = tuple(_move(known[left], known[right]) for left, right in spans)
    return Timeline(project, every, tuple(points), moves, len(line), len(known), shallow)


def _narrowed(left: int, right: int, known: dict[int, Point]) -> tuple[int, int]:
    """The half in which the level changes."""
    if right - left <= 1:
        return left, right
    middle = (left + right) // 2
    return (left, middle) if known[left].level != known[middle].level else (middle, right)


def _move(before: Point, after: Point) -> Move:
    gained, lost = moved(before, after)
    return Move(after.commit, after.when, after.title, before.level, after.level, gained, lost)
