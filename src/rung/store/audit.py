"""The audit chain in the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from rung.domain.event import Actor, AuditEvent
from rung.errors import StorageError
from rung.store.chain import canonical, link, written
from rung.store.events import event_of
from rung.store.tables import AUDIT_EVENTS, AUDIT_HEAD

_BATCH = 5_000
_IN_ORDER = select(AUDIT_EVENTS).order_by(AUDIT_EVENTS.c.number)


class AuditReader:
    """What happened."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def events(self, after: int = 0, limit: int = 1000) -> list[AuditEvent]:
        """The first events whose number is above `after`, in order."""
        return self._events(_IN_ORDER.where(AUDIT_EVENTS.c.number > after).limit(limit))

    def of(self, subject: str) -> list[AuditEvent]:
        """Everything that happened to one subject, in order."""
        return self._events(_IN_ORDER.where(AUDIT_EVENTS.c.subject == subject))

    def walk(self, after: int = 0) -> Iterator[AuditEvent]:
        """All events above `after` in order, fetched some thousand at a time: what `chain.verify` takes."""
        while batch := self.events(after, _BATCH):
            yield from batch
            after = batch[-1].number

    def head(self) -> tuple[int, str]:
        """Number and hash of the last event; 0 and 64 zeros when there is none.

        Raises
        ------
        StorageError
            Somebody has removed it.
        """
        return read_head(self._connection)

    def _events(self, statement: Select[Any]) -> list[AuditEvent]:
        return [event_of(row) for row in self._connection.execute(statement)]


class AuditWriter(AuditReader):
    """Appends events in the name of one actor. Its transaction holds the lock on the head."""

    def __init__(self, connection: Connection, actor: Actor) -> None:
        """Locks the head until the transaction ends."""
        super().__init__(connection)
        self._actor = actor
        self._number, self._hash = self._settled = read_head(connection, lock=True)

    def note(self, kind: str, subject: str, data: Mapping[str, Any]) -> AuditEvent:
        """Append an event; for a change that has a table, the writing method of that table does it."""
        event = link(self._number + 1, datetime.now(UTC), self._actor, kind, subject, dict(data), self._hash)
        self._connection.execute(insert(AUDIT_EVENTS).values(_columns(event)))
        self._number, self._hash = event.number, event.hash
        return event

    def head(self) -> tuple[int, str]:
        """As `AuditReader.head` says, with the events of this transaction."""
        return self._number, self._hash

    def settle(self) -> None:
        """Write the new head; the last act of a transaction."""
        if (self._number, self._hash) != self._settled:
            self._connection.execute(update(AUDIT_HEAD).values(number=self._number, hash=self._hash))


def read_head(connection: Connection, *, lock: bool = False) -> tuple[int, str]:
    """The row of the head. Its lock is for PostgreSQL; SQLite has one writer at a time. Raises `StorageError`."""
    statement = select(AUDIT_HEAD.c.number, AUDIT_HEAD.c.hash)
    row = connection.execute(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        raise StorageError("its head is missing", where="audit chain", fix="bring the store back from a copy")
    return row.number, row.hash


def _columns(event: AuditEvent) -> dict[str, Any]:
    return {
        "number": event.number,
        "at": written(event.at),
        "actor": event.actor.name,
        "via": event.actor.via,
        "kind": event.kind,
        "subject": event.subject,
        "data": canonical(event.data),
        "before": event.before,
        "hash": event.hash,
    }
