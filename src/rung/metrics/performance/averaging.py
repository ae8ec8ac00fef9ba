"""Metrics of single classes: how they become one number, and how they are counted when rows are drawn again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rung.metrics.performance.base import Outcomes

Cells = NDArray[np.float64]
"""Shape (k, k): rows by true class and predicted class."""


def averaged(score: Callable[..., Any], outcomes: Outcomes) -> float:
    """Of two classes the positive one's, of more the plain mean; a class that is never called counts as 0."""
    classes = outcomes.classes
    if len(classes) == 2:
        truth, predicted = outcomes.truth == classes[1], outcomes.predicted == classes[1]
        return float(score(truth, predicted, zero_division=0))
    return float(score(outcomes.truth, outcomes.predicted, average="macro", zero_division=0))


def of_cells(outcomes: Outcomes, ratio: Callable[[Cells], tuple[Cells, Cells]]) -> Callable[[NDArray[np.int64]], float]:
    """`Metric.drawn` of a metric that counts cells: each row's cell is found once, and only counted afterwards.

    Parameters
    ----------
    ratio
        From the cells to numerator and denominator of each class, both of shape (k,).
    """
    found = list(dict.fromkeys([*outcomes.classes, *outcomes.truth.tolist(), *outcomes.predicted.tolist()]))
    number = {each: place for place, each in enumerate(found)}
    size = len(found)
    rows = (
        number[one] * size + number[other]
        for one, other in zip(outcomes.truth.tolist(), outcomes.predicted.tolist(), strict=True)
    )
    cell = np.fromiter(rows, np.intp, outcomes.rows)
    binary = len(outcomes.classes) == 2

    def value(counts: NDArray[np.int64]) -> float:
        cells = np.bincount(cell, counts, minlength=size * size).astype(np.float64).reshape(size, size)
        over, under = ratio(cells)
        each = np.divide(over, under, out=np.zeros(size), where=under > 0)
        return float(each[1] if binary else each[cells.sum(axis=0) + cells.sum(axis=1) > 0].mean())

    return value
