"""Columns in numbers, in one pass."""

from __future__ import annotations

import polars as pl

from rung.data.versions.difference import Summary

EXACT = 1_000_000
"""Rows up to which distinct values are counted; above they are estimated, in bounded memory."""


def count(frame: pl.LazyFrame) -> int:
    """Rows."""
    return int(frame.select(pl.len()).collect(engine="streaming").item())


def summarise(frame: pl.LazyFrame, rows: int) -> dict[str, Summary]:
    """Every column of a frame that has so many rows."""
    schema = frame.collect_schema()
    asked = [each for name, kind in schema.items() for each in _asked(name, kind, rows)]
    if not asked:
        return {}
    row = frame.select(asked).collect(engine="streaming").row(0, named=True)
    return {name: _summary(name, row) for name in schema}


def has_order(kind: pl.DataType) -> bool:
    """Whether its values can be put on a line: numbers and moments."""
    return kind.is_numeric() or kind.is_temporal()


def _asked(name: str, kind: pl.DataType, rows: int) -> list[pl.Expr]:
    value = pl.col(name)
    asked = [value.null_count().alias(f"nulls\0{name}")]
    if kind.is_nested() or kind in (pl.Object, pl.Null):
        return asked
    there = value.drop_nulls()
    distinct = there.n_unique() if rows <= EXACT else value.approx_n_unique() - (value.null_count() > 0).cast(pl.Int64)
    asked.append(distinct.alias(f"distinct\0{name}"))
    if has_order(kind) or kind in (pl.Boolean, pl.String):
        asked += [value.min().alias(f"least\0{name}"), value.max().alias(f"most\0{name}")]
    if kind.is_numeric() or kind == pl.Boolean:
        asked.append(value.cast(pl.Float64).mean().alias(f"mean\0{name}"))
    return asked


def _summary(name: str, row: dict[str, object]) -> Summary:
    nulls, distinct, mean = (row.get(f"{what}\0{name}") for what in ("nulls", "distinct", "mean"))
    return Summary(
        nulls=int(str(nulls)),
        least=_text(row.get(f"least\0{name}")),
        most=_text(row.get(f"most\0{name}")),
        mean=float(mean) if isinstance(mean, float) else None,
        distinct=int(str(distinct)) if distinct is not None else None,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
