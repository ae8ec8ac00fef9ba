"""Which schema a store has, and the way to the newest one. Alembic is imported only when there is a step to take."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, inspect, select
from sqlalchemy.sql import column, table

from rung.errors import StorageError

VERSION_TABLE = "rung_schema"
"""A name of our own: MLflow calls its table as Alembic does by default, and may share the database."""

STEPS = Path(__file__).with_name("migrations")
_STEP = re.compile(r"v(\d{4})_\w+\.py")
_ALEMBIC = Lock()
"""Alembic keeps the migration that is under way in a global variable."""


def newest(steps: Path = STEPS) -> str:
    """The schema this Rung makes: the highest number among the steps."""
    return max(found[1] for each in steps.iterdir() if (found := _STEP.fullmatch(each.name)))


def current(connection: Connection) -> str | None:
    """The schema that a database has; `None` for none of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()


def must_upgrade(connection: Connection, shown: str, steps: Path = STEPS) -> bool:
    """Whether steps are missing. `shown`: the store's address for a message.

    Raises
    ------
    StorageError
        A newer Rung has written it.
    """
    found, known = current(connection), newest(steps)
    if found is not None and found > known:
        raise StorageError(
            f"it was written by a newer Rung (schema {found}; this one knows {known})",
            where=shown,
            fix="pip install --upgrade rung",
        )
    return found != known


def upgrade(connection: Connection, steps: Path = STEPS, to: str = "head") -> None:
    """Take the missing steps, in the transaction of the connection: all of them or none."""
    from alembic.config import Config  # noqa: PLC0415 - 100 ms, once for each new version of Rung
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    script = ScriptDirectory(steps, version_locations=[steps])
    with (
        _ALEMBIC,
        EnvironmentContext(
            Config(),
            script,
            fn=lambda held, _: list(script._upgrade_revs(to, held)),
        ) as context,
    ):
        context.configure(connection=connection, version_table=VERSION_TABLE)
        context.run_migrations()
