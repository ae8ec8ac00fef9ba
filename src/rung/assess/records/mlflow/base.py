"""What the three kinds of MLflow store have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from msgspec import Struct

MOST_RUNS = 20_000
"""Newest runs that are read; older ones change no answer."""


class TrackedRun(Struct, frozen=True):
    """One run. Times are milliseconds since 1970 in UTC, as MLflow keeps them."""

    id: str
    experiment: str
    """Name of the experiment."""
    status: str
    """`FINISHED`, `FAILED`, `KILLED`, `RUNNING`, `SCHEDULED`."""
    start: int
    end: int | None
    tags: Mapping[str, str]
    params: Mapping[str, str]
    metrics: Mapping[str, float]
    data: tuple[str, ...] = ()
    """Digests of the datasets it logged as inputs."""


class TrackedVersion(Struct, frozen=True):
    """One version of a registered model."""

    model: str
    version: str
    created: int
    updated: int
    run: str
    stage: str
    aliases: tuple[str, ...]
    description: str
    """Of the version, then of the model it belongs to."""
    tags: Mapping[str, str]
    """Of the model, and above them those of the version."""


class StoreError(Exception):
    """The store cannot be read; the message says why, for the reader."""


class Store(ABC):
    """One MLflow store, only ever read."""

    @abstractmethod
    def runs(self) -> list[TrackedRun]:
        """The newest runs that were not deleted, in any order; raises `StoreError`."""

    @abstractmethod
    def versions(self) -> list[TrackedVersion]:
        """Every model version; raises `StoreError`."""
