"""Logarithmic loss."""

from __future__ import annotations

from sklearn.metrics import log_loss

from rung.metrics.performance.base import Metric, Outcomes, Task


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

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return float(log_loss(outcomes.truth, outcomes.scores, labels=list(outcomes.classes)))
