"""Logarithmic loss."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import log_loss

from rung.metrics.performance.base import Metric, Outcomes, Task, mean_drawn


class LogLoss(Metric):
    """The mean surprise at what happened, in nats; a probability of 0 for it counts as the smallest there is.

    Good, Journal of the Royal Statistical Society B 14 (1952).

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9]), (0, 1))
    >>> round(LogLoss()(seen), 3)
    0.371
    """

    id = "log_loss"
    tasks = frozenset({Task.BINARY, Task.MULTICLASS})
    higher_is_better = False
    best = 0.0
    needs_scores = True

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """A mean over rows, each of them asked for alone."""
        assert outcomes.scores is not None
        scores = outcomes.scores.astype(np.float64)
        table = np.column_stack([1 - scores, scores]) if scores.ndim == 1 else scores
        chance = np.select([outcomes.truth == each for each in outcomes.classes], table.T)
        return mean_drawn(-np.log(np.clip(chance, np.finfo(np.float64).eps, 1.0)))

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return float(log_loss(outcomes.truth, outcomes.scores, labels=list(outcomes.classes)))
