"""Which version answers where, since when, and who let it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Environment(StrEnum):
    """Where a version is released to."""

    STAGING = "staging"
    PRODUCTION = "production"


class ReleaseKind(StrEnum):
    """How a release came about."""

    RELEASE = "release"
    ROLLBACK = "rollback"


class StagingCheck(Struct, frozen=True):
    """One thing that was tried before a release."""

    name: str
    """`loads`, `answers`, `latency`."""
    ok: bool
    says: str
    """A sentence with the numbers."""
    seconds: float = 0.0


class Release(Struct, frozen=True, kw_only=True):
    """One release. Records are only added: a rollback is a release of an earlier version."""

    model: str
    environment: Environment
    generation: int
    """Counted from 1 for each model and environment, without gaps; the newest one answers."""
    version: int
    digest: str
    """Of the version's files at that moment."""
    kind: ReleaseKind = ReleaseKind.RELEASE
    at: datetime
    """Aware."""
    by: str
    approval: str | None = None
    """Id of the approval that let it pass; `None` where none was asked for."""
    previous: int | None = None
    """The version that answered before."""
    checks: tuple[StagingCheck, ...] = ()
    reason: str = ""

    @property
    def name(self) -> str:
        """`flights@7`."""
        return f"{self.model}@{self.version}"
