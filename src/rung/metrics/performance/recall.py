"""Recall."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import recall_score

from rung.metrics.performance.averaging import averaged, of_cells
from rung.metrics.performance.base import Metric, Outcomes, Task


class Recall(Metric):
    """The share of the positive rows that are called so; of several classes the plain mean.

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9]), (0, 1))
    >>> round(Recall()(seen), 3)
    1.0
    """

    id = "recall"
    tasks = frozenset({Task.BINARY, Task.MULTICLASS})
    higher_is_better = True
    best = 1.0

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """Counts the cells of the confusion matrix."""
        return of_cells(outcomes, lambda cells: (np.diagonal(cells), cells.sum(axis=1)))

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return averaged(recall_score, outcomes)
