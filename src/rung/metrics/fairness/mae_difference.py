"""Difference in mean absolute errors."""

from __future__ import annotations

from rung.metrics.fairness.base import FairnessMetric, Rate
from rung.metrics.fairness.rates import mean_error
from rung.metrics.performance.base import Outcomes, Task


class MaeDifference(FairnessMetric):
    """How much further off the model is, in the mean, for the worst served group than for the best.

    Bounded group loss, Agarwal, Dudik and Wu, ICML (2019), as a difference; in the unit of the label.

    Counted here, because fairlearn has a frame for it and no function; the tests hold it to the frame.

    >>> import numpy as np
    >>> seen = Outcomes(np.array([1.0, 2.0, 4.0, 6.0]), np.array([1.0, 3.0, 4.0, 8.0]))
    >>> MaeDifference()(seen, np.repeat(["f", "m"], 2))
    0.5
    """

    id = "mae_difference"
    tasks = frozenset({Task.REGRESSION})

    def rates(self, outcomes: Outcomes) -> tuple[Rate, ...]:
        """See the class."""
        return (mean_error(outcomes),)
