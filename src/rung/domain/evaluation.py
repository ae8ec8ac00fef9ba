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
    comparisons: tuple[Comparison, ...] = ()
    slices: tuple[SliceResult, ...] = ()
    latency_ms: Mapping[str, float] = {}
    """Of single rows: `p50`, `p99`."""
    gates: tuple[GateResult, ...] = ()

    @property
    def passed(self) -> bool:
        """Every gate let it pass."""
        return all(each.ok for each in self.gates)
