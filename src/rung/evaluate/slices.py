"""One metric over groups of rows: where a good average hides somebody."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rung.domain.evaluation import SliceResult
from rung.metrics.performance.base import Metric, Outcomes, UndefinedMetricError

LEAST = 50
"""Rows below which a group's number is mostly chance."""
MOST = 1_000
"""Values of a column; one with more is an id and makes no groups."""


def by_group(
    metric: Metric, outcomes: Outcomes, column: str, values: NDArray[np.generic], *, least: int = LEAST
) -> Iterator[SliceResult]:
    """One result a value, by value; too small groups, and such as do not allow the metric, say why they have none.

    Parameters
    ----------
    values
        Shape (n,): the value of the column in each row, `None` included.
    """
    named = np.array(["(none)" if each is None else str(each) for each in values.tolist()], dtype=object)
    found, place = np.unique(named.astype(str), return_inverse=True)
    if len(found) > MOST:
        why = f"{column} has {len(found):,} values, and is an id"
        yield SliceResult(column, "(all)", metric.id, None, outcomes.rows, why)
        return
    for number, value in enumerate(found.tolist()):
        yield _one(metric, outcomes.take(place == number), column, value, least)


def _one(metric: Metric, rows: Outcomes, column: str, value: str, least: int) -> SliceResult:
    if rows.rows < least:
        why = f"{rows.rows} rows, and {least} are needed"
        return SliceResult(column, value, metric.id, None, rows.rows, why)
    try:
        return SliceResult(column, value, metric.id, metric(rows), rows.rows)
    except UndefinedMetricError as error:
        return SliceResult(column, value, metric.id, None, rows.rows, error.what)
