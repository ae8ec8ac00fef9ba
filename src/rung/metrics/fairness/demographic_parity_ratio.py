"""Ratio of demographic parity."""

from __future__ import annotations

from fairlearn.metrics import demographic_parity_ratio

from rung.metrics.fairness.base import FairnessMetric, Rate
from rung.metrics.fairness.by_fairlearn import by_fairlearn
from rung.metrics.fairness.rates import selection_rate
from rung.metrics.performance.base import Array, Outcomes, Task


class DemographicParityRatio(FairnessMetric):
    """The selection rate of the least selected group by that of the most; the four-fifths rule asks for 0.8.

    Feldman and others, KDD (2015); Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 (1978).

    Of several classes the worst one against the rest, as in Denis, Elie, Hebiri and Hu (2021).

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1, 1] * 2), np.array([0, 1, 1, 1, 1, 0, 0, 0, 1, 1]), None, (0, 1))
    >>> round(DemographicParityRatio()(seen, np.repeat(["f", "m"], 5)), 3)
    0.5
    """

    id = "demographic_parity_ratio"
    tasks = frozenset({Task.BINARY, Task.MULTICLASS})
    is_ratio = True

    def rates(self, outcomes: Outcomes) -> tuple[Rate, ...]:
        """See the class."""
        return (selection_rate(outcomes),)

    def compute(self, outcomes: Outcomes, groups: Array) -> float:
        """By fairlearn."""
        return by_fairlearn(demographic_parity_ratio, outcomes, groups)
