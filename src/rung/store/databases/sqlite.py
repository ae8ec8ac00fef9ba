"""A store in one file: SQLite with a write-ahead log, so that a reader never waits for a writer."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from rung.errors import StorageError
from rung.store.address import Address
from rung.store.databases.base import KEEP_WAITING, ONCE_MORE, BusyError, Database
from rung.store.databases.locks import name_of, writer_of

_BEGIN = "rung_begin"
_ONE_WAIT = 0.5
"""Seconds that SQLite itself waits for a lock; `Store` tries again after that, at moments of its own."""

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_COPY = "bring it back from a copy, or move it away: Rung then begins a new one"
_MEANINGS = {
    sqlite3.SQLITE_FULL: ("the disk is full", "make room and do it again: what was stored before is whole"),
    sqlite3.SQLITE_IOERR: (
        "the disk is full, failing or limited",
        "make room and do it again: what was stored before is whole",
    ),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", _COPY),
    sqlite3.SQLITE_NOTADB: ("this is no database of SQLite, or a damaged one", _COPY),
    sqlite3.SQLITE_CANTOPEN: ("the file, or one beside it, cannot be opened", "look at its rights and its folder"),
    sqlite3.SQLITE_READONLY: ("the file may only be read", "give yourself the right to write to it and to its folder"),
    sqlite3.SQLITE_CONSTRAINT: ("its records contradict each other", f"rung audit verify; then {_COPY}"),
}


class Sqlite(Database):
    """A file on a disk of this machine."""

    def __init__(self, address: Address, patience: float) -> None:
        assert address.path is not None
        self._path = address.path
        engine = create_engine(
            address.url,
            hide_parameters=True,
            connect_args={"timeout": min(_ONE_WAIT, patience), "isolation_level": None},
        )
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        super().__init__(address.shown, engine)

    def prepare(self) -> None:
        """Make the folder, refuse what is no file of ours, and switch the log on: it stays on with the file."""
        _make_folder(self._path.parent, self.shown)
        _may_use(self._path, self.shown)
        with self.engine.connect().execution_options(**{_BEGIN: ""}) as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode=WAL").scalar()
        if mode != "wal":
            raise StorageError(
                "this file system cannot share a file between processes as SQLite needs it",
                where=self.shown,
                fix="put the workspace on a local disk, or use postgresql://",
            )

    def begin_reading(self, connection: Connection) -> None:
        """The moment is that of the first statement."""
        connection.begin()

    def begin_writing(self, connection: Connection) -> None:
        """At once the only writer: a lock taken later could not wait, since the data may have moved on."""
        connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}).begin()

    def lock_schema(self, connection: Connection) -> None:
        """There is one writer at a time anyhow."""

    def holder(self) -> str:
        """The process, where the system tells."""
        pid = writer_of(self._path)
        if pid is None:
            return "another command of Rung on this machine, or a program that has the file open"
        return "this very process" if pid == os.getpid() else f"process {pid} {name_of(pid)}".rstrip()

    def explain(self, error: DBAPIError) -> StorageError:
        """By SQLite's own code. Busy is also the short moment in which the last user of a file tidies the log away."""
        if _code(error) in _BUSY:
            return BusyError("somebody else is writing", where=self.shown, fix=KEEP_WAITING)
        what, fix = _MEANINGS.get(_code(error), (f"SQLite refused: {error.orig}", ONCE_MORE))
        return StorageError(what, where=self.shown, fix=fix)


def _code(error: DBAPIError) -> int:
    """The primary result code, as https://sqlite.org/rescode.html lists them."""
    return (getattr(error.orig, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR) & 0xFF


def _on_connect(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    try:
        connection.execute("PRAGMA foreign_keys=ON")
        # Also safe against power loss: an event that was anchored elsewhere must not be missing afterwards.
        connection.execute("PRAGMA synchronous=FULL")
    except sqlite3.Error:
        connection.close()  # nobody else knows it yet
        raise


def _on_begin(connection: Connection) -> None:
    """In place of Python's own BEGIN, which comes too late for reads and for changes of the schema."""
    words = connection.get_execution_options().get(_BEGIN, "BEGIN")
    if words:
        connection.exec_driver_sql(words)


def _make_folder(folder: Path, shown: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"its folder cannot be made: {error.strerror}",
            where=shown,
            fix="name another place in rung.yaml: workspace",
        ) from error


def _may_use(path: Path, shown: str) -> None:
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "no regular file"
        raise StorageError(f"there is {kind} in place of the store", where=shown, fix="move it away")
    for each in (path.parent, path):
        if each.exists() and not os.access(each, os.R_OK | os.W_OK):
            raise StorageError(
                f"this user may not read and write {'the store' if each == path else 'its folder'}",
                where=shown,
                fix=f"chmod u+rw {each}, or run as its owner",
            )
