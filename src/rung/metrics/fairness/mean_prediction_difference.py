"""Difference in mean predictions."""

from __future__ import annotations

from rung.metrics.fairness.base import FairnessMetric, Rate
from rung.metrics.fairness.rates import mean_prediction
from rung.metrics.performance.base import Outcomes, Task


class MeanPredictionDifference(FairnessMetric):
    """How much more the model says of the group with the highest mean than of the one with the lowest.

    Statistical parity of numbers, Agarwal, Dudik and Wu, ICML (2019), by their means; in the unit of the label.

    Counted here, because fairlearn has a frame for it and no function; the tests hold it to the frame.

    >>> import numpy as np
    >>> seen = Outcomes(np.array([1.0, 2.0, 4.0, 6.0]), np.array([1.0, 3.0, 4.0, 8.0]))
    >>> MeanPredictionDifference()(seen, np.repeat(["f", "m"], 2))
    4.0
    """

    id = "mean_prediction_difference"
    tasks = frozenset({Task.REGRESSION})

    def rates(self, outcomes: Outcomes) -> tuple[Rate, ...]:
        """See the class."""
        return (mean_prediction(outcomes),)
