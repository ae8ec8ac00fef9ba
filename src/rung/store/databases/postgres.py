"""A store on a server of PostgreSQL, for more than one machine."""

from __future__ import annotations

import os
import socket

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from rung.errors import StorageError
from rung.store.address import Address
from rung.store.databases.base import KEEP_WAITING, ONCE_MORE, BusyError, Database

_CONNECT_SECONDS = 10
_SCHEMA_LOCK = 0x52554E47
"""Key of the advisory lock: "RUNG"."""

_HOLDERS = text("""
    SELECT DISTINCT a.pid, a.usename, a.application_name
    FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
    WHERE l.granted AND l.mode IN ('RowShareLock', 'RowExclusiveLock') AND l.relation = 'rung_audit_head'::regclass
      AND a.pid <> pg_backend_pid() AND a.wait_event_type IS DISTINCT FROM 'Lock'
""")
_LOCK_NOT_AVAILABLE = "55P03"
_BY_STATE = {
    "28": ("the server does not let this user in", "set the right user and password in the address"),
    "3D": ("there is no such database on the server", "make it with createdb, or correct the address"),
    "42501": ("this user may not do that there", "GRANT CREATE, USAGE ON SCHEMA public TO the user"),
    "25006": ("the server takes no changes: it is a standby or set read-only", "use the address of the primary"),
    "53100": ("the disk of the server is full", "make room there and do it again: nothing was half-written"),
    "53300": ("the server has too many connections", "do it again later, or raise max_connections"),
    "57P": ("the server was shut down", "start it and do it again: nothing was half-written"),
    "23": ("its records contradict each other", "rung audit verify"),
}
"""By the beginning of the code: https://www.postgresql.org/docs/current/errcodes-appendix.html"""

_BY_WORDS = {"authentication": "28", "password": "28", "no pg_hba.conf entry": "28", 'database "': "3D"}
"""While connecting there is no code."""


class Postgres(Database):
    """A database of its own, or one shared with others: the tables of Rung all begin with `rung_`."""

    def __init__(self, address: Address, patience: float) -> None:
        self._password = str(address.url.password or "")
        self._patience = patience
        super().__init__(address.shown, _engine(address))

    def prepare(self) -> None:
        """Nothing: the database is made by its owner."""

    def begin_reading(self, connection: Connection) -> None:
        """The moment is that of the first statement."""
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True).begin()

    def begin_writing(self, connection: Connection) -> None:
        """Each statement sees the newest: whoever has the head's lock is alone."""
        connection.execution_options(isolation_level="READ COMMITTED").begin()
        milliseconds = max(1, round(self._patience * 1000))
        connection.execute(text("SELECT set_config('lock_timeout', :limit, true)"), {"limit": f"{milliseconds}ms"})

    def lock_schema(self, connection: Connection) -> None:
        """There is no row to lock yet."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})

    def holder(self) -> str:
        """Sessions that have the head and do not wait themselves; named `rung PID@HOST` where it is Rung."""
        try:
            with self.engine.connect() as connection:
                found = [f"{name or user} (session {pid})" for pid, user, name in connection.execute(_HOLDERS)]
        except StorageError:
            found = []
        return ", ".join(found) or "another session of the database"

    def explain(self, error: DBAPIError) -> StorageError:
        """By PostgreSQL's code; while connecting by its words."""
        said = str(error.orig).replace(self._password or "\0", "…").strip()
        state = getattr(error.orig, "sqlstate", None)
        if state == _LOCK_NOT_AVAILABLE:
            return BusyError("somebody else is writing", where=self.shown, fix=KEEP_WAITING)
        if state is None:
            state = next((code for words, code in _BY_WORDS.items() if words in said), "08")
        meaning = next((meaning for code, meaning in _BY_STATE.items() if state.startswith(code)), None)
        if meaning is None and state.startswith("08"):
            meaning = ("the server does not answer", "start it, or correct the address")
        what, fix = meaning or ("the server refused", ONCE_MORE)
        return StorageError(f"{what} ({said.splitlines()[0]})" if said else what, where=self.shown, fix=fix)


def _engine(address: Address) -> Engine:
    try:
        return create_engine(
            address.url,
            hide_parameters=True,
            pool_pre_ping=True,  # a server that was restarted since is no error
            connect_args={
                "connect_timeout": int(address.url.query.get("connect_timeout", _CONNECT_SECONDS)),  # type: ignore[arg-type]
                "application_name": f"rung {os.getpid()}@{socket.gethostname()}",
            },
        )
    except ModuleNotFoundError as error:
        raise StorageError(
            f"PostgreSQL needs a package that is not installed: {error.name}",
            where=address.shown,
            fix="pip install 'rung[postgres]'",
        ) from error
