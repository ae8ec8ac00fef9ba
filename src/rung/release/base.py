"""What a staging check is: it judges what a clean process made of the model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from msgspec import Struct

from rung.domain.release import StagingCheck


class Probed(Struct, frozen=True, kw_only=True):
    """What a process of its own made of a model."""

    interpreter: str
    """Its Python, for a person."""
    error: str = ""
    """Why the model could not be loaded; empty when it was."""
    asking: str = ""
    """Why it could not be asked; empty when it was, or when there was nothing to ask."""
    load_seconds: float = 0.0
    rows: int = 0
    """That it was asked about."""
    recorded: tuple[Any, ...] | None = None
    """What the model answered to these rows when it was registered; `None` where nobody wrote that down."""
    answers: tuple[Any, ...] = ()
    again: tuple[Any, ...] = ()
    """What it answered after it was loaded a second time."""
    latency_ms: tuple[float, ...] = ()
    """Of single rows."""


class Limits(Struct, frozen=True):
    """What `rung.yaml` asks for."""

    latency_p99_ms: float | None = None
    """`serve.latency_p99`, or the gate; the smaller one."""


class StagingTrial(ABC):
    """One check. Pure."""

    id: ClassVar[str]
    """As a `StagingCheck` names it."""
    order: ClassVar[int]
    """Which of them is told first."""

    @abstractmethod
    def judge(self, probed: Probed, limits: Limits) -> StagingCheck:
        """Whether the model may answer. What could not be tried never passes."""

    def result(self, ok: bool, says: str, seconds: float = 0.0) -> StagingCheck:
        """What it says."""
        return StagingCheck(self.id, ok, says, round(seconds, 4))
