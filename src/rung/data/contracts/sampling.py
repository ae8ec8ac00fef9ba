"""Rows to show for rules that are broken: a second pass, and only for those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from msgspec import Struct

from rung.data.contracts.families import Types
from rung.data.contracts.repeats import ROW
from rung.data.contracts.rules.base import Rule

HIDDEN = "(hidden)"


class Sample(Struct, frozen=True):
    """Some rows that break one rule."""

    numbers: tuple[int, ...] = ()
    """Counted from 1."""
    rows: tuple[Mapping[str, Any], ...] = ()


def sample_rows(
    frame: pl.LazyFrame,
    broken: Sequence[tuple[Rule, Mapping[str, Any]]],
    types: Types,
    *,
    most: int,
    hidden: frozenset[str],
) -> list[Sample]:
    """The first rows that break each rule; empty where no row is to blame."""
    indexed = frame.with_row_index(ROW)
    queries = {}
    for index, (rule, values) in enumerate(broken):
        wanted = _wanted(rule, values, types) if most else None
        if wanted is not None:
            queries[index] = indexed.filter(wanted).head(most)
    found = dict(zip(queries, pl.collect_all(queries.values(), engine="streaming"), strict=True)) if queries else {}
    return [_sample(found.get(index), hidden) for index in range(len(broken))]


def _wanted(rule: Rule, values: Mapping[str, Any], types: Types) -> pl.Expr | None:
    if any(each not in types for each in rule.columns):
        return None
    if "rows" in values:
        numbers = pl.Series(values["rows"], dtype=pl.get_index_type())
        return pl.col(ROW).is_in(numbers.implode())
    return None if rule.unfit(types) else rule.rows(types)


def _sample(found: pl.DataFrame | None, hidden: frozenset[str]) -> Sample:
    if found is None:
        return Sample()
    rows = found.drop(ROW).with_columns(pl.lit(HIDDEN).alias(each) for each in found.columns if each in hidden)
    return Sample(tuple(number + 1 for number in found[ROW].to_list()), _as_dicts(rows))


def _as_dicts(rows: pl.DataFrame) -> tuple[Mapping[str, Any], ...]:
    """Moments beyond the year 9999, which Python does not have, as texts."""
    try:
        return tuple(rows.to_dicts())
    except (ValueError, OverflowError):
        return tuple(rows.with_columns(pl.col(pl.Date, pl.Datetime).cast(pl.String)).to_dicts())
