"""The store: transactions that read one moment, and transactions that change it and say so in the audit chain."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from rung.domain.event import Actor
from rung.errors import StorageError
from rung.store.audit import read_head
from rung.store.databases.base import BusyError, Database, spoilt, unspoil
from rung.store.reader import Reader
from rung.store.schema import must_upgrade, upgrade
from rung.store.writer import Writer

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds that a transaction waits for its turn before it gives up."""
_FIRST_PAUSE = 0.002
_LONGEST_PAUSE = 0.1
_PASSED_OVER = "a statement failed and was passed over, so nothing of its transaction was kept"


class Store:
    """The records of a workspace. Safe with several threads and processes; made by `open_store`."""

    def __init__(self, database: Database, patience: float = PATIENCE) -> None:
        self._database = database
        self._patience = patience

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """See one moment, whatever others write meanwhile; waits for nobody. Raises `StorageError`."""
        with self._begun(self._begin_reading) as (connection, _):
            yield Reader(connection)

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Writer]:
        """Change the store in one transaction, kept at the end and undone on any exception.

        Only one writes at a time, so a block should be short, and never open another one.

        Raises
        ------
        StorageError
            Somebody else went on writing for too long, or the store cannot be written: nothing is kept.
        """
        with self._begun(lambda each: self._begin_writing(each, actor)) as (connection, writer):
            yield writer
            if spoilt(connection):
                raise StorageError(_PASSED_OVER, where=self._database.shown)
            writer.audit.settle()
            connection.commit()

    def close(self) -> None:
        """Let go of the database. A closed store opens again when it is used."""
        self._database.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def bring_up_to_date(self) -> None:
        """Make or upgrade the tables where they are not the newest. Raises `StorageError`."""
        shown = self._database.shown
        self._patiently(self._database.prepare)
        with self._begun(self._database.begin_reading) as (connection, _):
            if not must_upgrade(connection, shown):
                return
        with self._begun(self._begin_upgrade) as (connection, _):
            if must_upgrade(connection, shown):  # nobody else has done it while we waited
                upgrade(connection)
            connection.commit()

    def _begin_reading(self, connection: Connection) -> None:
        self._database.begin_reading(connection)
        read_head(connection)  # the moment is now, not that of the first question

    def _begin_writing(self, connection: Connection, actor: Actor) -> Writer:
        self._database.begin_writing(connection)
        return Writer(connection, actor)

    def _begin_upgrade(self, connection: Connection) -> None:
        self._database.begin_writing(connection)
        self._database.lock_schema(connection)

    @contextmanager
    def _begun(self, begin: Callable[[Connection], T]) -> Iterator[tuple[Connection, T]]:
        """A connection in a transaction that has begun, and what began it; undone unless it is committed."""
        connection, made = self._patiently(lambda: self._attempt(begin))
        with connection:
            try:
                yield connection, made
            except PendingRollbackError as error:  # the connection is lost, and somebody goes on all the same
                raise StorageError(_PASSED_OVER, where=self._database.shown) from error

    def _attempt(self, begin: Callable[[Connection], T]) -> tuple[Connection, T]:
        try:
            connection = self._database.engine.connect()
        except PoolTimeoutError as error:
            raise StorageError(
                "too many threads of this process use the store at once",
                where=self._database.shown,
                fix="use fewer threads, or end each reading and writing sooner",
            ) from error
        try:
            unspoil(connection)
            return connection, begin(connection)
        except BaseException:
            connection.close()
            raise

    def _patiently(self, attempt: Callable[[], T]) -> T:
        """Try until nobody is in the way; the pauses differ, so that those who wait do not meet again."""
        deadline = time.monotonic() + self._patience
        pause = _FIRST_PAUSE
        while True:
            try:
                return attempt()
            except BusyError as error:
                if time.monotonic() >= deadline:
                    raise self._database.held(self._patience) from error
            time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
            pause = min(2 * pause, _LONGEST_PAUSE)
