"""What happened, by whom: one link of the audit chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct


class Actor(Struct, frozen=True):
    """Who does something."""

    name: str
    via: str = "local"
    """How they are known: `local` is the user of the operating system, `token` a person or service with a token.

    `rehearsal` marks a demonstration, and what is done under another clock than the day's: its records are shown and
    count for nothing.
    """


REHEARSAL = "rehearsal"
"""`Actor.via` of a demonstration."""


class AuditEvent(Struct, frozen=True):
    """One change of state. Its hash covers everything above it and the hash of the event before it."""

    number: int
    """Counted from 1 without gaps."""
    at: datetime
    actor: Actor
    kind: str
    """What happened: `dataset.added`, `run.finished`, `release.made`."""
    subject: str
    """To what: `dataset:flights@3f9c…`, `model:flights@7`."""
    data: dict[str, Any]
    before: str
    """Hash of the event before it; 64 zeros for the first."""
    hash: str
    """SHA-256, 64 hex digits."""
