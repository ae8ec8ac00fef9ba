"""Counts what repeats in a column, or in several together, with bounded memory.

Every row becomes a hash of 64 bits, eight bytes. Up to a limit all of them are held and sorted; beyond it the rows are
read again for one range of hashes after the other. Rows whose hashes meet are compared themselves as long as they are
not too many to hold: below that, a chance meeting of two hashes is told from a real repeat.
"""

from __future__ import annotations

import polars as pl
from msgspec import Struct

from rung.data.contracts.families import Types
from rung.data.contracts.rules.base import Rule

MOST_HASHES = 16_000_000
"""Hashes that are held at once, by all rules together: with the sorting, 24 bytes each."""
MOST_COMPARED = 1_000_000
"""Rows that are compared themselves."""
SOME = 1_000
"""Hashes that rows to show are looked for by, where there are more."""
ROW = "__rung_row"
_HASH = "__rung_hash"
_SEED = 7


class Repeats(Struct, frozen=True):
    """What was found for one rule."""

    repeats: int
    """Rows that repeat an earlier one."""
    of: int
    """Rows that take part."""
    rows: tuple[int, ...] = ()
    """The first that do, counted from 0."""
    some: bool = False
    """Whether they are some, and not the first: there are too many to compare them all."""


class Tally(Struct):
    """Hashes that were seen more than once, and how many rows were counted."""

    of: int
    repeats: int
    hashes: pl.Series


def hashes(frame: pl.LazyFrame, rule: Rule, types: Types) -> pl.LazyFrame:
    """One column with the hash of every row that takes part."""
    identity = rule.identity(types)
    assert identity is not None
    return frame.select(identity.alias(_HASH)).filter(pl.col(_HASH).is_not_null()).select(pl.col(_HASH).hash(_SEED))


def tally(found: pl.Series) -> Tally:
    """Sort, and see who has a neighbour like itself."""
    ordered = found.sort()
    again = ordered.filter((ordered == ordered.shift(1)).fill_null(value=False))
    return Tally(len(ordered), len(again), again.unique(maintain_order=True))


def tally_in_parts(query: pl.LazyFrame, rows: int, most: int) -> Tally:
    """The same for more rows than may be held: the table is read once for every range of hashes."""
    parts = -(-rows // most)
    total = Tally(0, 0, pl.Series(_HASH, [], dtype=pl.UInt64))
    for part in range(parts):
        one = query.filter(pl.col(_HASH) % parts == part).collect(engine="streaming").to_series()
        found = tally(one)
        total.of += found.of
        total.repeats += found.repeats
        total.hashes = pl.concat([total.hashes, found.hashes[:MOST_COMPARED]])
    return total


def settle(frame: pl.LazyFrame, rule: Rule, types: Types, found: Tally, sample: int) -> Repeats:
    """Compare the rows whose hashes meet; count them by their hashes where they are too many."""
    if not found.repeats:
        return Repeats(0, found.of)
    if len(found.hashes) <= MOST_COMPARED:
        suspects = _suspects(frame, rule, types, found.hashes)
        if len(suspects) <= MOST_COMPARED:
            again = suspects.filter(~pl.col(_HASH).is_first_distinct())
            return Repeats(len(again), found.of, tuple(again[ROW].head(sample).to_list()))
    suspects = _suspects(frame, rule, types, found.hashes[:SOME])
    again = suspects.filter(~pl.col(_HASH).is_first_distinct())
    return Repeats(found.repeats, found.of, tuple(again[ROW].head(sample).to_list()), some=True)


def _suspects(frame: pl.LazyFrame, rule: Rule, types: Types, found: pl.Series) -> pl.DataFrame:
    """Rows with one of those hashes, by their number and with what must not repeat; one more than may be compared."""
    identity = rule.identity(types)
    assert identity is not None
    return (
        frame.select(identity.alias(_HASH))
        .with_row_index(ROW)
        .filter(pl.col(_HASH).is_not_null())
        .filter(pl.col(_HASH).hash(_SEED).is_in(found.implode()))
        .head(MOST_COMPARED + 1)
        .collect(engine="streaming")
    )
