"""Median absolute error."""

from __future__ import annotations

import numpy as np

from rung.metrics.performance.base import Metric, Outcomes, Task, distances


class MedianAbsoluteError(Metric):
    """The distance that half of the rows stay within, in the unit of the label; a few wild rows do not move it.

    >>> import numpy as np
    >>> round(MedianAbsoluteError()(Outcomes(np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 4.0]))), 3)
    0.0
    """

    id = "median_absolute_error"
    tasks = frozenset({Task.REGRESSION})
    higher_is_better = False
    best = 0.0

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return float(np.median(np.abs(distances(outcomes))))
