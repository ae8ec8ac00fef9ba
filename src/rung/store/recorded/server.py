"""A store on a server of PostgreSQL, looked at through SQLAlchemy. Nothing is made or upgraded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from sqlalchemy import inspect, select

from rung.domain.event import AuditEvent
from rung.store.address import address_of
from rung.store.audit import AuditReader
from rung.store.databases import database_at
from rung.store.recorded.base import MOST_ROWS, Lookout, Row, Wanted
from rung.store.schema import current
from rung.store.tables import AUDIT_HEAD, METADATA

_PATIENCE = 10.0


class StoreServer(Lookout):
    """One database, for a `with` block that sees one moment."""

    def __init__(self, address: str) -> None:
        """Raises `UsageError` for an address that cannot be understood, `StorageError` where a package is missing."""
        where = address_of(address)
        self.shown = where.shown
        self._database = database_at(where, _PATIENCE)

    def __enter__(self) -> Self:
        """Raises `StorageError`."""
        self._connection = self._database.engine.connect()
        self._database.begin_reading(self._connection)
        self._tables = frozenset(inspect(self._connection).get_table_names())
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._database.engine.dispose()

    def schema(self) -> str | None:
        """As `Lookout.schema` says."""
        return current(self._connection)

    def rows(self, wanted: Wanted) -> Iterator[Row]:
        """As `Lookout.rows` says."""
        if wanted.table not in self._tables:
            return
        table = METADATA.tables[wanted.table]
        statement = select(*(table.c[each] for each in wanted.columns)).order_by(table.c[wanted.newest].desc())
        for row in self._connection.execute(statement.limit(MOST_ROWS)):
            yield dict(zip(wanted.columns, row, strict=True))

    def events(self) -> Iterator[AuditEvent]:
        """As `Lookout.events` says."""
        return AuditReader(self._connection).walk()

    def head(self) -> tuple[int, str] | None:
        """As `Lookout.head` says."""
        row = self._connection.execute(select(AUDIT_HEAD.c.number, AUDIT_HEAD.c.hash)).one_or_none()
        return None if row is None else (row.number, row.hash)
