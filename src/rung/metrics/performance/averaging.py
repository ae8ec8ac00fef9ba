"""How metrics of one class become one number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rung.metrics.performance.base import Outcomes


def averaged(score: Callable[..., Any], outcomes: Outcomes) -> float:
    """Of two classes the positive one's, of more the plain mean; a class that is never called counts as 0."""
    classes = outcomes.classes
    if len(classes) == 2:
        truth, predicted = outcomes.truth == classes[1], outcomes.predicted == classes[1]
        return float(score(truth, predicted, zero_division=0))
    return float(score(outcomes.truth, outcomes.predicted, average="macro", zero_division=0))
