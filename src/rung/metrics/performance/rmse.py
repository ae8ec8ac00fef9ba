"""Root mean squared error."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rung.metrics.performance.base import Metric, Outcomes, Task, distances, mean_drawn


class Rmse(Metric):
    """The root of the mean squared distance, in the unit of the label.

    >>> import numpy as np
    >>> round(Rmse()(Outcomes(np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 4.0]))), 3)
    0.577
    """

    id = "rmse"
    tasks = frozenset({Task.REGRESSION})
    higher_is_better = False
    best = 0.0

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """The root of a mean over rows."""
        mean = mean_drawn(distances(outcomes) ** 2)
        return lambda counts: mean(counts) ** 0.5

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return float(np.sqrt(np.mean(distances(outcomes) ** 2)))
