"""Difference in equal opportunity."""

from __future__ import annotations

from fairlearn.metrics import equal_opportunity_difference

from rung.metrics.fairness.base import FairnessMetric, Rate
from rung.metrics.fairness.by_fairlearn import by_fairlearn
from rung.metrics.fairness.rates import true_positive_rate
from rung.metrics.performance.base import Array, Outcomes, Task


class EqualOpportunityDifference(FairnessMetric):
    """How much larger a share of its positive rows the model finds in the best served group than in the worst.

    Hardt, Price and Srebro, NeurIPS (2016).

    Of several classes the worst one against the rest, as in Putzel and Lee (2022).

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1, 1] * 2), np.array([0, 1, 1, 1, 1, 0, 0, 0, 1, 1]), None, (0, 1))
    >>> round(EqualOpportunityDifference()(seen, np.repeat(["f", "m"], 5)), 3)
    0.333
    """

    id = "equal_opportunity_difference"
    tasks = frozenset({Task.BINARY, Task.MULTICLASS})

    def rates(self, outcomes: Outcomes) -> tuple[Rate, ...]:
        """See the class."""
        return (true_positive_rate(outcomes),)

    def compute(self, outcomes: Outcomes, groups: Array) -> float:
        """By fairlearn."""
        return by_fairlearn(equal_opportunity_difference, outcomes, groups)
