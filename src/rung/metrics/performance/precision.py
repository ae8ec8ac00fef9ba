"""Precision."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_score

from rung.metrics.performance.averaging import averaged, of_cells
from rung.metrics.performance.base import Metric, Outcomes, Task


class Precision(Metric):
    """The share of the rows that are called positive which are; of several classes the plain mean.

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9]), (0, 1))
    >>> round(Precision()(seen), 3)
    0.667
    """

    id = "precision"
    tasks = frozenset({Task.BINARY, Task.MULTICLASS})
    higher_is_better = True
    best = 1.0

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """Counts the cells of the confusion matrix."""
        return of_cells(outcomes, lambda cells: (np.diagonal(cells), cells.sum(axis=0)))

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return averaged(precision_score, outcomes)
