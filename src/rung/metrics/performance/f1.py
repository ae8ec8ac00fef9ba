"""F1 score."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from rung.metrics.performance.averaging import averaged, of_cells
from rung.metrics.performance.base import Metric, Outcomes, Task


class F1(Metric):
    """The harmonic mean of precision and recall; of several classes the plain mean.

    Van Rijsbergen, Information Retrieval (1979).

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9]), (0, 1))
    >>> round(F1()(seen), 3)
    0.8
    """

    id = "f1"
    tasks = frozenset({Task.BINARY, Task.MULTICLASS})
    higher_is_better = True
    best = 1.0

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """Counts the cells of the confusion matrix."""
        return of_cells(outcomes, lambda cells: (2 * np.diagonal(cells), cells.sum(axis=0) + cells.sum(axis=1)))

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return averaged(f1_score, outcomes)
