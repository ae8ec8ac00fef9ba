"""Balanced accuracy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rung.metrics.performance.base import Metric, Outcomes, Task


class BalancedAccuracy(Metric):
    """The mean over the classes that occur of the share of their rows that are found.

    Brodersen et al., ICPR 2010.

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9]), (0, 1))
    >>> round(BalancedAccuracy()(seen), 3)
    0.75
    """

    id = "balanced_accuracy"
    tasks = frozenset({Task.BINARY, Task.MULTICLASS})
    higher_is_better = True
    best = 1.0

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """Each class's rows are marked once."""
        found = (outcomes.truth == outcomes.predicted).astype(np.float64)
        classes = [(outcomes.truth == each).astype(np.float64) for each in np.unique(outcomes.truth)]

        def value(counts: NDArray[np.int64]) -> float:
            shares = [(each * found) @ counts / many for each in classes if (many := each @ counts)]
            return float(np.mean(shares))

        return value

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        found = outcomes.truth == outcomes.predicted
        return float(np.mean([np.mean(found[outcomes.truth == each]) for each in np.unique(outcomes.truth)]))
