"""What a database has to say for itself; everything else is the same SQL for all."""

from __future__ import annotations

from abc import ABC, abstractmethod

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

from rung.errors import StorageError

_SPOILT = "rung_spoilt"
ONCE_MORE = "do it again; if it stays so, report it with this message"
KEEP_WAITING = "wait for it to end, or stop it: nothing is lost by that"


class BusyError(StorageError):
    """Somebody else is in the way at this moment."""


class Database(ABC):
    """One database. Its engine keeps connections until it is disposed of."""

    def __init__(self, shown: str, engine: Engine) -> None:
        self.shown = shown
        self.engine = engine
        event.listen(engine, "handle_error", self._translate)

    @abstractmethod
    def prepare(self) -> None:
        """Make what must be there before the first transaction. Raises `StorageError`."""

    @abstractmethod
    def begin_reading(self, connection: Connection) -> None:
        """Begin a transaction that sees one moment and keeps nobody waiting."""

    @abstractmethod
    def begin_writing(self, connection: Connection) -> None:
        """Begin a transaction that may lock rows."""

    @abstractmethod
    def lock_schema(self, connection: Connection) -> None:
        """Inside a writing transaction: keep others from changing the schema until it ends."""

    @abstractmethod
    def holder(self) -> str:
        """Who is in the way, as well as it can be known: the end of a sentence."""

    @abstractmethod
    def explain(self, error: DBAPIError) -> StorageError:
        """The same error for people, without a password; `BusyError` where trying again may help."""

    def held(self, seconds: float) -> StorageError:
        """Nobody let go in time."""
        return StorageError(
            f"somebody else has been writing for more than {seconds:g} s: {self.holder()}",
            where=self.shown,
            fix=KEEP_WAITING,
        )

    def _translate(self, context: ExceptionContext) -> None:
        """Errors of this engine become errors of Rung where they arise: nobody else has to know SQLAlchemy's."""
        if context.is_pre_ping:
            return  # the pool takes another connection
        if context.connection is not None and not context.connection.invalidated:
            context.connection.info[_SPOILT] = True
        if isinstance(context.sqlalchemy_exception, DBAPIError):
            raise self.explain(context.sqlalchemy_exception)


def spoilt(connection: Connection) -> bool:
    """Whether a statement has failed in this transaction: nothing of it may be kept, whoever caught the error."""
    return connection.invalidated or _SPOILT in connection.info


def unspoil(connection: Connection) -> None:
    """A new transaction begins on a connection that was used before."""
    connection.info.pop(_SPOILT, None)
