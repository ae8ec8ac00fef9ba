"""How far two distributions lie apart, from samples of bounded size."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from rung.data.versions.summaries import has_order

SAMPLE = 100_000
"""Rows of each side. The error of a distance is then below 0.01, 99 times of 100."""
_CELLS = 20_000_000
"""Wide tables give fewer rows: 160 MB of numbers."""
_SINGULAR = 0.5
"""Texts of which this share occur once are names of rows, not categories; so many of them share nothing by nature."""


def distances(old: pl.LazyFrame, new: pl.LazyFrame, rows: tuple[int, int]) -> dict[str, float | None]:
    """From 0 to 1 for every column; both frames have the same ones. `None` where the question makes no sense."""
    schema = new.collect_schema()
    comparable = [name for name, kind in schema.items() if not kind.is_nested() and kind not in (pl.Object, pl.Binary)]
    if not comparable:
        return dict.fromkeys(schema)
    one, other = (_sample(frame.select(comparable), number) for frame, number in zip((old, new), rows, strict=True))
    found: dict[str, float | None] = dict.fromkeys(schema)
    for name in comparable:
        found[name] = _distance(one[name].drop_nulls(), other[name].drop_nulls())
    return found


def kolmogorov_smirnov(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> float:
    """The largest gap between two empirical distribution functions; both sorted, neither empty.

    >>> kolmogorov_smirnov(np.array([1.0, 2.0, 3.0, 4.0]), np.array([3.0, 4.0, 5.0, 6.0]))
    0.5
    """
    at = np.concatenate([one, other])
    below = np.searchsorted(one, at, side="right") / len(one) - np.searchsorted(other, at, side="right") / len(other)
    return float(np.abs(below).max())


def total_variation(one: pl.Series, other: pl.Series) -> float:
    """Half the sum of the gaps between the shares of each value; neither is empty."""
    shares = [each.value_counts(normalize=True, name="share").rename({each.name: "value"}) for each in (one, other)]
    both = shares[0].join(shares[1], on="value", how="full", suffix="_other")
    gaps = (both["share"].fill_null(0.0) - both["share_other"].fill_null(0.0)).abs()
    return float(gaps.sum()) / 2


def _sample(frame: pl.LazyFrame, rows: int) -> pl.DataFrame:
    """Rows chosen by a hash of their number, so that no rhythm of the data can meet that of the choice."""
    most = min(SAMPLE, max(1, _CELLS // len(frame.collect_schema())))
    if rows > most:
        limit = int(2**64 * (most / rows))
        number = "row number\0"
        frame = frame.with_row_index(number).filter(pl.col(number).hash(seed=7) < limit).drop(number)
    return frame.collect(engine="streaming")


def _distance(one: pl.Series, other: pl.Series) -> float | None:
    if has_order(one.dtype):
        one, other = (_numbers(each) for each in (one, other))
    if one.is_empty() or other.is_empty():
        return None if one.is_empty() and other.is_empty() else 1.0
    if has_order(one.dtype):
        return kolmogorov_smirnov(np.sort(one.to_numpy()), np.sort(other.to_numpy()))
    if one.dtype == pl.String and _singular(one) and _singular(other):
        return None
    return total_variation(one, other)


def _numbers(values: pl.Series) -> pl.Series:
    """On a line; what is not a number is left out."""
    physical = values.to_physical() if values.dtype.is_temporal() else values
    return physical.cast(pl.Float64).drop_nans()


def _singular(values: pl.Series) -> bool:
    return values.n_unique() > max(20, len(values) * _SINGULAR)
