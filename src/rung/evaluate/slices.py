"""One metric over groups of rows: where a good average hides somebody."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rung.domain.evaluation import SliceResult
from rung.evaluate.groups import LEAST, groups_of, too_many
from rung.metrics.performance.base import Metric, Outcomes, UndefinedMetricError


def by_group(
    metric: Metric, outcomes: Outcomes, column: str, values: NDArray[np.generic], *, least: int = LEAST
) -> Iterator[SliceResult]:
    """One result a value, by value; too small groups, and such as do not allow the metric, say why they have none.

    Parameters
    ----------
    values
        Shape (n,): the value of the column in each row, `None` included.
    """
    found, place = groups_of(values)
    if why := too_many(column, found):
        yield SliceResult(column, "(all)", metric.id, None, outcomes.rows, why)
        return
    for number, value in enumerate(found):
        yield _one(metric, outcomes.take(place == number), column, value, least)


def _one(metric: Metric, rows: Outcomes, column: str, value: str, least: int) -> SliceResult:
    if rows.rows < least:
        why = f"{rows.rows} rows, and {least} are needed"
        return SliceResult(column, value, metric.id, None, rows.rows, why)
    try:
        return SliceResult(column, value, metric.id, metric(rows), rows.rows)
    except UndefinedMetricError as error:
        return SliceResult(column, value, metric.id, None, rows.rows, error.what)
