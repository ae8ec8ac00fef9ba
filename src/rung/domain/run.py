"""A run of the pipeline: what went in, what came out, and what it took."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from rung.domain.evaluation import Evaluation

Figure = float | int | str | bool | None
Figures = Mapping[str, Figure]


class RunStatus(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    SUCCESS = "success"
    FAILURE = "failure"
    """A step failed, or broke its limits."""
    REFUSED = "refused"
    """A contract or a gate stopped it."""
    CANCELLED = "cancelled"
    """A person stopped it, or its process is gone."""


class StepOutcome(StrEnum):
    """What became of a step."""

    RAN = "ran"
    CACHED = "cached"
    """Nothing that it reads has changed: the result of an earlier run stands."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """Something before it failed, or it was not asked for."""


class StepRun(Struct, frozen=True):
    """One step of a run."""

    name: str
    outcome: StepOutcome
    key: str = ""
    """Hash of everything that its result depends on."""
    why: str = ""
    """Why it ran, was skipped or failed; a sentence without a full stop."""
    seconds: float | None = None
    """Wall clock."""
    cpu_seconds: float | None = None
    peak_memory_bytes: int | None = None


class Run(Struct, frozen=True, kw_only=True):
    """One run. What is known only at its end is `None` or empty while it goes on."""

    id: str
    project: str
    started_at: datetime
    """Aware."""
    ended_at: datetime | None = None
    """Aware."""
    by: str
    """Who started it."""
    commit: str | None = None
    """Of the repository; `None` without one."""
    dirty: bool = False
    """Whether files differed from the commit."""
    status: RunStatus = RunStatus.RUNNING
    steps: tuple[StepRun, ...] = ()
    """In the order in which they ended."""
    params: Mapping[str, Any] = {}
    figures: Figures = {}
    """Metrics and other results, by name."""
    datasets: Mapping[str, str] = {}
    """Name → id of the version that was read."""
    environment: str = ""
    """Digest of the locked environment."""
    contracts: Mapping[str, str] = {}
    """Dataset → digest of the contract that its version met."""
    diff: str | None = None
    """Digest of what differed from the commit, in the content store; `None` for a clean tree."""
    lock: str | None = None
    """Digest of the text of the environment's lock, in the content store."""
    tracking: str = ""
    """Id of the same run in MLflow."""
    why: str = ""
    """Why it failed or was refused; a sentence without a full stop."""
    evaluation: Evaluation | None = None
    """What its model was worth, also where a gate refused it."""
    seconds: float | None = None
    """Wall clock."""
    cpu_seconds: float | None = None
    """Of all its processes together."""
    peak_memory_bytes: int | None = None
    """Of its largest process."""
