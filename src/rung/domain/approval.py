"""A question to a person, bound to the bits it is about, and the answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from rung.domain.identity import Role
from rung.domain.release import Environment


class Decision(StrEnum):
    """How an approval stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Approval(Struct, frozen=True, kw_only=True):
    """One approval of one release. It never fits another version, nor the same version with other files."""

    id: str
    model: str
    version: int
    digest: str
    """Of the version's files."""
    environment: Environment
    role: Role
    """Who may decide."""
    asked_at: datetime
    """Aware."""
    asked_by: str
    authors: tuple[str, ...] = ()
    """Who made the change: whoever asked, started the run, or wrote the commit. None of them may decide."""
    expires_at: datetime
    """Aware. After it nobody can decide, and an approval given before lets nothing pass."""
    decision: Decision = Decision.PENDING
    decided_at: datetime | None = None
    """Aware."""
    decided_by: str | None = None
    reason: str = ""
    """Of the decision, in the words of who decided."""
    solo: bool = False
    """A team of one: an author decided, after the delay that `rung.yaml` states."""

    @property
    def name(self) -> str:
        """`flights@7 to production`."""
        return f"{self.model}@{self.version} to {self.environment}"
