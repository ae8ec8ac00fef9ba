"""One pass over the data for all rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from rung.data.contracts import repeats
from rung.data.contracts.families import Types
from rung.data.contracts.rules.base import Rule

_ROWS = "__rung_rows"


def measure(
    frame: pl.LazyFrame, rules: Sequence[Rule], types: Types, *, sample: int
) -> tuple[int, list[dict[str, Any]]]:
    """Rows of the table, and what was measured for each rule. Every column of `types` is read to its end.

    For a rule with an identity: `repeats`, `of`, and `rows`, the first that repeat an earlier one, counted from 0.
    """
    across = [index for index, rule in enumerate(rules) if rule.identity(types) is not None]
    most = max(repeats.MOST_HASHES // max(1, len(across)), 1)
    hashed = {index: repeats.hashes(frame, rules[index], types) for index in across}
    queries = [frame.select(_aggregates(rules, types)), *(each.head(most + 1) for each in hashed.values())]
    numbers, *found = pl.collect_all(queries, engine="streaming")
    row = numbers.row(0, named=True)
    rows = int(row[_ROWS])
    values = [_of_rule(row, index) for index in range(len(rules))]
    for index, column in zip(across, found, strict=True):
        values[index] |= _repeats(frame, rules[index], types, hashed[index], column.to_series(), rows, most, sample)
    return rows, values


def _aggregates(rules: Sequence[Rule], types: Types) -> list[pl.Expr]:
    return [
        pl.len().alias(_ROWS),
        # A damaged page, or a line with too many fields, shows only when its column is read.
        *(pl.col(each).count().alias(f"read.{index}") for index, each in enumerate(types)),
        *(
            each.alias(f"{index}.{name}")
            for index, rule in enumerate(rules)
            for name, each in rule.measures(types).items()
        ),
    ]


def _of_rule(row: Mapping[str, Any], index: int) -> dict[str, Any]:
    start = f"{index}."
    return {name.removeprefix(start): value for name, value in row.items() if name.startswith(start)}


def _repeats(
    frame: pl.LazyFrame,
    rule: Rule,
    types: Types,
    query: pl.LazyFrame,
    column: pl.Series,
    rows: int,
    most: int,
    sample: int,
) -> dict[str, Any]:
    tally = repeats.tally(column) if len(column) <= most else repeats.tally_in_parts(query, rows, most)
    settled = repeats.settle(frame, rule, types, tally, sample)
    return {"repeats": settled.repeats, "of": settled.of, "rows": settled.rows, "some": settled.some}
