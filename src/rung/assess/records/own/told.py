"""A record of Rung's own on its way to the published format."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from rung.domain import Place
from rung.domain.event import REHEARSAL, AuditEvent
from rung.domain.record import Record
from rung.store.recorded import Vouched


class Told(Struct, frozen=True):
    """One record, what it is of, and what speaks against it."""

    record: Record
    name: str
    """`run:3f9c`, `model:flights@7`: as the audit chain calls it."""
    wrong: str = ""

    def place(self, store: str) -> Place:
        """Where it can be looked up."""
        return Place(store, note=self.name)


def moment(vouched: Vouched[Any], otherwise: datetime) -> datetime:
    """When it was written, as the audit chain says it: a date in a record alone is easily changed."""
    return vouched.event.at if vouched.event is not None else otherwise


def rehearsed(event: AuditEvent | None) -> bool:
    """Whether a demonstration, or somebody under another clock than the day's, wrote it."""
    return event is not None and event.actor.via == REHEARSAL
