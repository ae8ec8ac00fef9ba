"""What a candidate was worth on rows that it was not trained on, and what the gates said of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct


class Interval(Struct, frozen=True):
    """A value and where it may lie."""

    value: float
    low: float
    high: float
    confidence: float = 0.95

    @property
    def half(self) -> float:
        """Half of its width."""
        return (self.high - self.low) / 2


class Comparison(Struct, frozen=True):
    """The candidate against another model, on the same rows."""

    against: str
    """Whom: `champion flights@7`, `baseline`."""
    metric: str
    value: float
    """Of the other one."""
    difference: Interval
    """Candidate less the other, of draws of the same rows for both."""
    rows: int


class SliceResult(Struct, frozen=True):
    """One metric over the rows that share a value in a column."""

    column: str
    value: str
    metric: str
    result: float | None
    """`None` where the rows do not allow the metric."""
    rows: int
    why: str = ""
    """Why there is no result."""


class GroupRate(Struct, frozen=True):
    """What one group gets: a rate or a mean."""

    name: str
    """`selection rate`, `true positive rate`, `mean absolute error`."""
    value: float
    rows: int
    """That it is a share or a mean of: for a true positive rate, the positive rows of the group."""


class FairnessGroup(Struct, frozen=True):
    """A group with enough rows to be compared."""

    value: str
    rows: int
    rates: tuple[GroupRate, ...]


class LeftOutGroup(Struct, frozen=True):
    """A group that is not compared."""

    value: str
    rows: int
    why: str


class FairnessResult(Struct, frozen=True, kw_only=True):
    """How far apart the groups of a protected column are."""

    metric: str
    column: str
    value: float | None
    """`None` where fewer than two groups can be compared."""
    interval: Interval | None = None
    groups: tuple[FairnessGroup, ...] = ()
    """Those that were compared, by name; of several classes with the rates of the one that is furthest apart."""
    left_out: tuple[LeftOutGroup, ...] = ()
    rate: str = ""
    """In which the groups are furthest apart."""
    lowest: str = ""
    """The group with the lowest of it."""
    highest: str = ""
    why: str = ""
    """Why there is no value."""

    def of(self, group: str) -> GroupRate:
        """The deciding rate of one of its groups."""
        return next(
            rate for each in self.groups if each.value == group for rate in each.rates if rate.name == self.rate
        )


class CalibrationBin(Struct, frozen=True):
    """Rows with about the same score: what was foretold, and what happened."""

    low: float
    """The lowest score in it."""
    high: float
    mean_score: float
    observed: float
    """The share that is positive; of several classes, whose top class is right."""
    rows: int


class GateResult(Struct, frozen=True):
    """What one gate said."""

    gate: str
    """As written in `rung.yaml`."""
    ok: bool
    says: str
    """A sentence with the numbers."""


class Evaluation(Struct, frozen=True, kw_only=True):
    """One evaluation."""

    model: str
    at: datetime
    """Aware."""
    rows: int
    """Of the holdout."""
    holdout: str
    """How it was chosen, in words."""
    dataset: str
    """`name@version` of the data that it comes from."""
    metrics: Mapping[str, float]
    undefined: Mapping[str, str] = {}
    """Metric → why the rows do not allow it."""
    by_chance: Mapping[str, float] = {}
    """Calibration error → what a model whose probabilities are exactly right gives on so many rows, in the mean."""
    comparisons: tuple[Comparison, ...] = ()
    slices: tuple[SliceResult, ...] = ()
    fairness: tuple[FairnessResult, ...] = ()
    calibration: tuple[CalibrationBin, ...] = ()
    """From the lowest scores to the highest."""
    latency_ms: Mapping[str, float] = {}
    """Of single rows: `p50`, `p99`."""
    gates: tuple[GateResult, ...] = ()
    decides: str = ""
    """The metric that decides."""
    lower_is_better: tuple[str, ...] = ()
    """Metrics of which less is better."""

    @property
    def passed(self) -> bool:
        """Every gate let it pass."""
        return all(each.ok for each in self.gates)
