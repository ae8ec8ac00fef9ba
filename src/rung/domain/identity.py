"""Who may do what: roles of people, scopes of services, and the tokens that both are known by."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What a person answers for."""

    VIEWER = "viewer"
    """Reads."""
    ENGINEER = "engineer"
    """Runs, releases to staging, acknowledges alarms."""
    ON_CALL = "on-call"
    """Also rolls back, pauses and overrides: alone, at any time."""
    APPROVER = "approver"
    """Approves and waives."""
    ADMIN = "admin"
    """Handles tokens, roles, retention and erasure, and whatever the others may."""


class Scope(StrEnum):
    """What a service may ask for."""

    PREDICT = "predict"
    LABEL = "label"
    METRICS = "metrics"


class Token(Struct, frozen=True, kw_only=True):
    """A person or a service that is known by a secret. The secret itself is shown once and kept nowhere."""

    id: str
    name: str
    """Of the person or service."""
    roles: tuple[Role, ...] = ()
    scopes: tuple[Scope, ...] = ()
    digest: str
    """SHA-256 of the secret, 64 hex digits."""
    made_at: datetime
    """Aware."""
    made_by: str
    expires_at: datetime | None = None
    """Aware; `None` for never."""
    revoked_at: datetime | None = None
    """Aware."""
