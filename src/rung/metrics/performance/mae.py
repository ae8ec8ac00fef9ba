"""Mean absolute error."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rung.metrics.performance.base import Metric, Outcomes, Task, distances, mean_drawn


class Mae(Metric):
    """The mean distance, in the unit of the label.

    >>> import numpy as np
    >>> round(Mae()(Outcomes(np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 4.0]))), 3)
    0.333
    """

    id = "mae"
    tasks = frozenset({Task.REGRESSION})
    higher_is_better = False
    best = 0.0

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """A mean over rows."""
        return mean_drawn(np.abs(distances(outcomes)))

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return float(np.mean(np.abs(distances(outcomes))))
