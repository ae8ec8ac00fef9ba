"""Brier score."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rung.metrics.performance.base import Metric, Outcomes, Task, mean_drawn


class Brier(Metric):
    """The mean squared distance of the probability of the positive class from what happened.

    Brier, Monthly Weather Review 78 (1950).

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9]), (0, 1))
    >>> round(Brier()(seen), 3)
    0.118
    """

    id = "brier"
    tasks = frozenset({Task.BINARY})
    higher_is_better = False
    best = 0.0
    needs_scores = True

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """A mean over rows."""
        return mean_drawn(_squares(outcomes))

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return float(np.mean(_squares(outcomes)))


def _squares(outcomes: Outcomes) -> NDArray[np.float64]:
    assert outcomes.scores is not None
    off: NDArray[np.float64] = outcomes.scores.astype(np.float64) - (outcomes.truth == outcomes.classes[1])
    return off**2
