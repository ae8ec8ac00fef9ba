"""Which columns are null together: learned from how often two of them are null in the same row."""

from __future__ import annotations

import math
from itertools import combinations

import polars as pl
from msgspec import Struct

from rung.data.contracts.profiling import Profile

MOST_COLUMNS = 40
CHANCE = 1e-6
"""A pattern is believed where it would arise by chance less often than this."""


class Mask(Struct, frozen=True):
    """A column is null exactly, or only, when another one is."""

    column: str
    other: str
    exactly: bool
    rows: int
    """In how many rows it was null."""


def null_masks(frame: pl.LazyFrame, profiles: list[Profile]) -> list[Mask]:
    """At most one for each column: what it is null together with, or else the closest one that is null around it."""
    some = [each for each in profiles if 0 < each.nulls < each.rows]
    some = sorted(some, key=lambda each: each.nulls)[:MOST_COLUMNS]
    order = {each.name: index for index, each in enumerate(profiles)}
    pairs = list(combinations(some, 2))
    if not pairs:
        return []
    both = [(pl.col(a.name).is_null() & pl.col(b.name).is_null()).sum().alias(str(i)) for i, (a, b) in enumerate(pairs)]
    counts = frame.select(both).collect(engine="streaming").row(0)
    shared = {frozenset((a.name, b.name)): count for (a, b), count in zip(pairs, counts, strict=True)}
    leaders: list[Profile] = []
    found = []
    for each in sorted(some, key=lambda one: (one.nulls, order[one.name])):
        mask = _mask(each, leaders, some, shared)
        found += [mask] if mask else []
        if mask is None or not mask.exactly:
            leaders.append(each)
    return sorted(found, key=lambda each: order[each.column])


def _mask(each: Profile, leaders: list[Profile], some: list[Profile], shared: dict[frozenset[str], int]) -> Mask | None:
    def holds(other: Profile) -> bool:
        return shared[frozenset((each.name, other.name))] == each.nulls and _surely(each, other)

    twin = next((other for other in leaders if other.nulls == each.nulls and holds(other)), None)
    if twin is not None:
        return Mask(each.name, twin.name, exactly=True, rows=each.nulls)
    around = next((other for other in some if other.nulls > each.nulls and holds(other)), None)
    return None if around is None else Mask(each.name, around.name, exactly=False, rows=each.nulls)


def _surely(each: Profile, other: Profile) -> bool:
    """Whether nulls strewn at random would hardly all fall where the other column is null too."""
    return each.nulls * math.log(other.nulls / other.rows) < math.log(CHANCE)
