"""How sure a difference between two models is that were asked about the same rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rung.domain.evaluation import Interval
from rung.metrics.performance.base import Metric, Outcomes

Drawn = Callable[[NDArray[np.int64]], float]

DRAWS = 1_000
CONFIDENCE = 0.95


def difference(
    metric: Metric,
    candidate: Outcomes,
    other: Outcomes,
    *,
    groups: NDArray[np.generic] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Interval:
    """Candidate less the other, with the percentile interval of a paired bootstrap (Efron and Tibshirani 1993).

    Both are measured on the same drawn rows, so that what makes a row hard for both does not count. Deterministic.

    Parameters
    ----------
    candidate, other
        The same rows in the same order.
    groups
        Shape (n,): rows that belong together, such as those of one day or customer, are drawn together; rows that are
        drawn apart although they are not independent make the interval too narrow.

    Raises
    ------
    UndefinedMetricError
        The rows do not allow the metric.
    ValueError
        The rows are not the same.
    """
    if not np.array_equal(candidate.truth, other.truth):
        raise ValueError("the two outcomes are not of the same rows")
    value = metric(candidate) - metric(other)
    ours, theirs = metric.drawn(candidate), metric.drawn(other)
    units = np.arange(candidate.rows) if groups is None else np.unique(groups, return_inverse=True)[1]
    rng = np.random.default_rng(seed)
    found = np.array([_drawn(rng, units, ours, theirs) for _ in range(draws)])
    found = found[np.isfinite(found)]
    if not len(found):
        return Interval(value, -np.inf, np.inf, CONFIDENCE)
    low, high = np.quantile(found, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Interval(value, float(low), float(high), CONFIDENCE)


def _drawn(rng: np.random.Generator, units: NDArray[np.intp], ours: Drawn, theirs: Drawn) -> float:
    many = int(units.max()) + 1
    counts = np.bincount(rng.integers(0, many, many), minlength=many)[units]
    return ours(counts) - theirs(counts)
