"""What MLflow has still to be told: the store is the truth, and MLflow follows it."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import Struct
from sqlalchemy import Insert, insert, select, update

from rung.store.aggregate import Readings, Writings
from rung.store.tables import OUTBOX as TABLE


class Waiting(Struct, frozen=True):
    """One change that MLflow does not show yet."""

    event: int
    """Number of the audit event that recorded it."""
    subject: str
    """What changed: `model:flights` or `run:r1`."""


class OutboxReader(Readings):
    """What waits."""

    def waiting(self) -> list[Waiting]:
        """Changes that MLflow has not been told of, in the order in which they happened."""
        statement = select(TABLE.c.event, TABLE.c.subject).where(TABLE.c.told_at.is_(None)).order_by(TABLE.c.event)
        return [Waiting(row.event, row.subject) for row in self._rows(statement, "outbox")]


class OutboxWriter(Writings, OutboxReader):
    """Remembers what was told. Aggregates add what has to be told themselves, beside the change (`entry`)."""

    def told(self, event: int) -> None:
        """MLflow shows that change now. No event of its own: nothing that the store knows has changed."""
        statement = update(TABLE).where(TABLE.c.event == event, TABLE.c.told_at.is_(None))
        self._connection.execute(statement.values(told_at=datetime.now(UTC)))

    def missed(self, run: str, why: str) -> None:
        """A run ended that MLflow could not be told of."""
        self._change("tracking.missed", f"run:{run}", {"why": why}, lambda number: entry(number, f"run:{run}"))


def entry(event: int, subject: str) -> Insert:
    """The statement that makes a change wait."""
    return insert(TABLE).values(event=event, subject=subject)
