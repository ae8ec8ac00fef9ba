"""Accuracy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rung.metrics.performance.base import Metric, Outcomes, Task, mean_drawn


class Accuracy(Metric):
    """The share of rows whose class is right.

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9]), (0, 1))
    >>> round(Accuracy()(seen), 3)
    0.75
    """

    id = "accuracy"
    tasks = frozenset({Task.BINARY, Task.MULTICLASS})
    higher_is_better = True
    best = 1.0

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """A mean over rows."""
        return mean_drawn((outcomes.truth == outcomes.predicted).astype(np.float64))

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return float(np.mean(outcomes.truth == outcomes.predicted))
