"""The rates that groups are compared by."""

from __future__ import annotations

import numpy as np

from rung.metrics.fairness.base import Numbers, Rate
from rung.metrics.performance.base import Array, Outcomes, distances


def selection_rate(outcomes: Outcomes) -> Rate:
    """The share that the model calls positive."""
    return Rate("selection rate", _number(outcomes.predicted), np.ones(outcomes.rows))


def true_positive_rate(outcomes: Outcomes) -> Rate:
    """The share of the positive rows that the model finds."""
    return Rate("true positive rate", _number(outcomes.predicted) * _number(outcomes.truth), _number(outcomes.truth))


def false_positive_rate(outcomes: Outcomes) -> Rate:
    """The share of the negative rows that the model calls positive."""
    negative = 1 - _number(outcomes.truth)
    return Rate("false positive rate", _number(outcomes.predicted) * negative, negative)


def mean_prediction(outcomes: Outcomes) -> Rate:
    """The mean of what the model says, in the unit of the label."""
    return Rate("mean prediction", _number(outcomes.predicted), np.ones(outcomes.rows))


def mean_error(outcomes: Outcomes) -> Rate:
    """The mean distance of what the model says from the truth, in the unit of the label."""
    return Rate("mean absolute error", np.abs(distances(outcomes)), np.ones(outcomes.rows))


def _number(values: Array) -> Numbers:
    return np.asarray(values).astype(np.float64)
