"""A store in a file of SQLite, looked at with Python's own library. Nothing is made, upgraded or locked."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from rung.domain.event import AuditEvent
from rung.errors import StorageError
from rung.store.events import event_of
from rung.store.recorded import tables
from rung.store.recorded.base import LARGEST, MOST_ROWS, Lookout, Row, Wanted

_SOME = 2_000
"""Rows that are held at once."""
_TOO_LARGE = LARGEST * 4
"""Bytes of one value that SQLite itself refuses to make."""
_MOST_STEPS = 2_000
"""Times that SQLite asks whether to go on, each after a million of its steps: what takes longer is no store."""


class StoreFile(Lookout):
    """One file, for a `with` block.

    `alone`: nobody has it open, so that not even the files are made through which processes share it.
    """

    def __init__(self, path: Path, shown: str, *, alone: bool) -> None:
        self.shown = shown
        self._path = path
        self._alone = alone
        self._steps = 0

    def __enter__(self) -> Self:
        """Raises `StorageError`."""
        address = f"{self._path.absolute().as_uri()}?mode=ro{'&immutable=1' if self._alone else ''}"
        try:
            self._connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=5)
        except sqlite3.Error as error:
            raise self._unreadable(error) from error
        try:
            self._connection.row_factory = sqlite3.Row
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _TOO_LARGE)
            self._connection.set_progress_handler(self._too_long, 1_000_000)
            # A file from elsewhere may hold more than tables.
            self._connection.execute("PRAGMA trusted_schema=OFF")
            self._connection.execute("BEGIN")
            found = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        except sqlite3.Error as error:
            self._connection.close()
            raise self._unreadable(error) from error
        self._tables = frozenset(str(each[0]) for each in found)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def schema(self) -> str | None:
        """As `Lookout.schema` says."""
        return next((str(row["version_num"]) for row in self.rows(tables.SCHEMA)), None)

    def rows(self, wanted: Wanted) -> Iterator[Row]:
        """As `Lookout.rows` says."""
        for row in self._select(wanted, "DESC", MOST_ROWS):
            yield _typed(dict(row), wanted)

    def events(self) -> Iterator[AuditEvent]:
        """As `Lookout.events` says."""
        for row in self._select(tables.EVENTS, "ASC", -1):
            yield event_of(tuple(row))

    def head(self) -> tuple[int, str] | None:
        """As `Lookout.head` says."""
        return next(((row["number"], row["hash"]) for row in self.rows(tables.HEAD)), None)

    def _select(self, wanted: Wanted, order: str, limit: int) -> Iterator[sqlite3.Row]:
        if wanted.table not in self._tables:
            return
        columns = ", ".join(
            f"CASE WHEN length({each}) <= {LARGEST} THEN {each} END AS {each}" if each in wanted.packed else each
            for each in wanted.columns
        )
        # All names are those of `tables`.
        statement = f"SELECT {columns} FROM {wanted.table} ORDER BY {wanted.newest} {order} LIMIT ?"  # noqa: S608
        try:
            cursor = self._connection.execute(statement, (limit,))
            while some := cursor.fetchmany(_SOME):
                yield from some
        except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
            raise self._unreadable(error) from error

    def _too_long(self) -> int:
        self._steps += 1
        return int(self._steps > _MOST_STEPS)

    def _unreadable(self, error: Exception) -> StorageError:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            what = "its last changes wait in a file beside it, and reading them takes the right to write to its folder"
            if self._alone or not os.access(self._path, os.R_OK):
                what = "this user may not read it"
            return StorageError(what, where=self.shown)
        return StorageError(f"is no store that can be read: {error}", where=self.shown)


def _typed(row: dict[str, Any], wanted: Wanted) -> Row:
    """The values as the nouns have them; one that is nothing of the kind stays as it is, and is refused with them."""
    for name in wanted.moments:
        if isinstance(row[name], str):
            try:
                row[name] = datetime.fromisoformat(row[name]).replace(tzinfo=UTC)
            except ValueError:
                continue
    for name in wanted.truths:
        if row[name] in (0, 1):
            row[name] = bool(row[name])
    return row
