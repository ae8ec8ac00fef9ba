"""Which metrics there are; found when they are asked for, because each brings its library."""

from __future__ import annotations

from rung.metrics.fairness.base import FairnessMetric
from rung.metrics.performance.base import Metric
from rung.plugins import discover


def metric_kinds() -> list[type[Metric]]:
    """Of performance and of calibration."""
    rooms = ("rung.metrics.performance", "rung.metrics.calibration")
    return [each for room in rooms for each in discover(room, Metric)]  # type: ignore[type-abstract]


def fairness_kinds() -> list[type[FairnessMetric]]:
    """Of fairness."""
    return discover("rung.metrics.fairness", FairnessMetric)  # type: ignore[type-abstract]
