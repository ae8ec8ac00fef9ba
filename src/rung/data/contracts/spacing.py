"""How old the newest row may be, from how rows have been spaced in time."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import polars as pl
from msgspec import Struct

from rung.data.contracts.families import TEXTS, Types, as_text, family
from rung.data.contracts.moments import read_moment
from rung.data.contracts.texts import read_as


class Spacing(Struct, frozen=True):
    """Of a time column."""

    newest: datetime
    """Aware."""
    gap: timedelta
    """The longest without a row, to the hour; to the day for dates."""

    @property
    def promise(self) -> tuple[int, str]:
        """Twice the longest gap and at least a day, in hours or days."""
        hours = 2 * self.gap / timedelta(hours=1)
        return (24, "h") if hours <= 24 else (math.ceil(hours / 24), "d")

    @property
    def span(self) -> timedelta:
        """The same."""
        value, unit = self.promise
        return timedelta(**{"hours" if unit == "h" else "days": value})


def spacing(frame: pl.LazyFrame, column: str, types: Types) -> Spacing | None:
    """`None` for a column that holds no moments, or fewer than two different ones."""
    moment = _moment(frame, column, types)
    if moment is None:
        return None
    hours = frame.select(moment.dt.truncate("1h").alias("hour")).drop_nulls().unique()
    queries = [frame.select(moment.max()), hours.select(pl.col("hour").sort().diff().max())]
    try:
        newest, gap = (each.item() for each in pl.collect_all(queries, engine="streaming"))
    except (ValueError, OverflowError):
        return None  # beyond the year 9999, which Python does not have
    exact = read_moment(newest)
    return None if gap is None or exact is None else Spacing(exact.astimezone(UTC), gap)


def _moment(frame: pl.LazyFrame, column: str, types: Types) -> pl.Expr | None:
    group = family(types[column])
    if group == "timestamp":
        return pl.col(column)
    if group == "date":
        return pl.col(column).cast(pl.Datetime("us"))
    if group in TEXTS:
        text = as_text(column)
        moment = pl.coalesce(read_as(text, "timestamp"), read_as(text, "date").cast(pl.Datetime("us")))
        strange = (text.is_not_null() & moment.is_null()).any()
        return None if frame.select(strange).collect(engine="streaming").item() else moment
    return None
