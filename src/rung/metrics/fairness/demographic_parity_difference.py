"""Difference in demographic parity."""

from __future__ import annotations

from fairlearn.metrics import demographic_parity_difference

from rung.metrics.fairness.base import FairnessMetric, Rate
from rung.metrics.fairness.by_fairlearn import by_fairlearn
from rung.metrics.fairness.rates import selection_rate
from rung.metrics.performance.base import Array, Outcomes, Task


class DemographicParityDifference(FairnessMetric):
    """How much more often the most selected group is called positive than the least.

    Calders, Kamiran and Pechenizkiy, IEEE ICDM Workshops (2009). Whether they deserve it does not count.

    Of several classes the worst one against the rest, as in Denis, Elie, Hebiri and Hu (2021).

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1, 1] * 2), np.array([0, 1, 1, 1, 1, 0, 0, 0, 1, 1]), None, (0, 1))
    >>> round(DemographicParityDifference()(seen, np.repeat(["f", "m"], 5)), 3)
    0.4
    """

    id = "demographic_parity_difference"
    tasks = frozenset({Task.BINARY, Task.MULTICLASS})

    def rates(self, outcomes: Outcomes) -> tuple[Rate, ...]:
        """See the class."""
        return (selection_rate(outcomes),)

    def compute(self, outcomes: Outcomes, groups: Array) -> float:
        """By fairlearn."""
        return by_fairlearn(demographic_parity_difference, outcomes, groups)
