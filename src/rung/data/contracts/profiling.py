"""What data look like: everything that a contract can be guessed from, in two bounded passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from msgspec import Struct

from rung.data.contracts.families import NUMBERS, SIMPLE, TEXTS, Types, as_text, family
from rung.data.contracts.texts import ZONED

MOST_CATEGORIES = 50
ROWS_BY_CATEGORY = 10
"""So many rows for each, or a list of values would be an accident."""
_ROWS = "__rung_rows"


class Profile(Struct, frozen=True):
    """One column."""

    name: str
    kind: pl.DataType
    family: str
    rows: int
    nulls: int
    distinct: int
    """About: exact to some ten percent; 0 for what cannot be compared."""
    least: Any = None
    most: Any = None
    """Of the finite ones."""
    infinite: int = 0
    """NaN and infinite."""
    endless: int = 0
    """Infinite alone."""
    shortest: int | None = None
    longest: int | None = None
    stamped: int = 0
    """Texts that are moments with a time zone."""

    @property
    def values(self) -> int:
        """That are not null."""
        return self.rows - self.nulls

    @property
    def may_be_categories(self) -> bool:
        """Whether it is worth looking at its values one by one."""
        few = self.distinct <= MOST_CATEGORIES * 1.2 and self.distinct * ROWS_BY_CATEGORY <= self.values * 1.2
        return self.family in TEXTS and self.distinct > 0 and few

    @property
    def may_be_unique(self) -> bool:
        """Whether it is worth looking for repeats: not for measured numbers, which are unique by chance."""
        return self.family in TEXTS | {"integer"} and self.values >= 20 and self.distinct >= 0.8 * self.values


def profile(frame: pl.LazyFrame, types: Types) -> list[Profile]:
    """Every column, from one pass."""
    asked = [each.alias(f"{name}\0{what}") for name in types for what, each in _measures(name, types[name]).items()]
    row = frame.select(pl.len().alias(_ROWS), *asked).collect(engine="streaming").row(0, named=True)
    return [_profile(name, kind, row) for name, kind in types.items()]


def categories(frame: pl.LazyFrame, profiles: list[Profile]) -> dict[str, dict[str, int]]:
    """Values and how often they come, by column, where there are few enough to list."""
    asked = [each.name for each in profiles if each.may_be_categories]
    queries = [frame.select(as_text(each).alias("value")).group_by("value").len() for each in asked]
    found = pl.collect_all(queries, engine="streaming")
    counted = {name: _counts(table) for name, table in zip(asked, found, strict=True)}
    return {name: counts for name, counts in counted.items() if _are_categories(counts)}


def _measures(name: str, kind: pl.DataType) -> dict[str, pl.Expr]:
    value, group = pl.col(name), family(kind)
    asked = {"nulls": value.null_count()}
    if group in SIMPLE:
        asked["distinct"] = (as_text(name) if group in TEXTS else value).approx_n_unique()
    if group in NUMBERS:
        finite = pl.when(value.is_finite()).then(value) if kind.is_float() else value
        asked |= {"least": finite.min(), "most": finite.max(), "infinite": value.count() - finite.count()}
        if kind.is_float():
            asked["endless"] = value.is_infinite().sum()
    if group in TEXTS:
        text = as_text(name)
        asked |= {"shortest": text.str.len_chars().min(), "longest": text.str.len_chars().max()}
        asked |= {"stamped": text.str.contains(ZONED).sum()}
    return asked


def _profile(name: str, kind: pl.DataType, row: Mapping[str, Any]) -> Profile:
    start = f"{name}\0"
    found = {key.removeprefix(start): value for key, value in row.items() if key.startswith(start)}
    return Profile(name=name, kind=kind, family=family(kind), rows=row[_ROWS], **{"distinct": 0, **found})


def _counts(table: pl.DataFrame) -> dict[str, int]:
    known = table.filter(pl.col("value").is_not_null()).sort("value")
    return dict(known.iter_rows())


def _are_categories(counts: Mapping[str, int]) -> bool:
    return 0 < len(counts) <= MOST_CATEGORIES and len(counts) * ROWS_BY_CATEGORY <= sum(counts.values())
