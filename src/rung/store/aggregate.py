"""What every aggregate is made of: reading, and changes that cannot be made without an audit event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Executable, Row, Select

from rung.domain.event import AuditEvent
from rung.store.audit import AuditWriter
from rung.store.packing import sound


class Readings:
    """Reads one kind of record."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _rows(self, statement: Select[Any], where: str) -> list[Row[Any]]:
        """All rows. Raises `StorageError` with `where` for a column that somebody has damaged."""
        with sound(where):
            return list(self._connection.execute(statement))


class Writings:
    """Changes one kind of record. Mixed into the class that reads it."""

    _connection: Connection

    def __init__(self, connection: Connection, audit: AuditWriter) -> None:
        super().__init__(connection)  # type: ignore[call-arg]
        self._audit = audit

    def _change(
        self, kind: str, subject: str, data: Mapping[str, Any], statement: Callable[[int], Executable]
    ) -> AuditEvent:
        """Append the event, then change the record with a statement that is given its number.

        The only way to a table: should the second half fail, the transaction is not kept (`Store.writing`).
        """
        event = self._audit.note(kind, subject, data)
        self._connection.execute(statement(event.number))
        return event
