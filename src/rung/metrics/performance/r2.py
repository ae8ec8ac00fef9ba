"""Coefficient of determination."""

from __future__ import annotations

import numpy as np

from rung.metrics.performance.base import Metric, Outcomes, Task, UndefinedMetricError, distances


class R2(Metric):
    """The share of the variance that is explained; below 0 where the mean would be better.

    >>> import numpy as np
    >>> round(R2()(Outcomes(np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 4.0]))), 3)
    0.786
    """

    id = "r2"
    tasks = frozenset({Task.REGRESSION})
    higher_is_better = True
    best = 1.0

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        truth = outcomes.truth.astype(np.float64)
        spread = float(np.sum((truth - truth.mean()) ** 2))
        if not spread:
            raise UndefinedMetricError(f"r2 needs a label that differs, and all {outcomes.rows:,} rows have the same")
        return 1.0 - float(np.sum(distances(outcomes) ** 2)) / spread
