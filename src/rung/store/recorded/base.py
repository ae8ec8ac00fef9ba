"""What is looked at, and what a place that can be looked at implements."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

from msgspec import Struct

from rung.domain.approval import Approval
from rung.domain.contract_check import ContractCheck
from rung.domain.dataset import DatasetVersion
from rung.domain.event import AuditEvent
from rung.domain.model_version import ModelVersion
from rung.domain.release import Release
from rung.domain.reproduction import Reproduction
from rung.domain.run import Run
from rung.store.chain import ChainVerdict

T = TypeVar("T")
Row = Mapping[str, Any]
"""One row by the names of its columns; moments are aware, truth is `bool`."""

MOST_ROWS = 20_000
"""Newest records of one kind that are read; older ones change no answer."""
LARGEST = 4_000_000
"""Bytes of one packed column; a larger one is no record of a run or a model."""


class Wanted(Struct, frozen=True):
    """The columns of one table that are looked at, the newest rows first."""

    table: str
    columns: tuple[str, ...]
    newest: str
    """The column that the order is told by: the number of an event."""
    packed: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    truths: tuple[str, ...] = ()


class Vouched(Struct, Generic[T], frozen=True):
    """A record, and the event of the audit chain that was written with it."""

    value: T
    event: AuditEvent | None
    """The one that recorded it; of a run that has ended, its end. `None` where there is none."""
    wrong: str = ""
    """What speaks against it: a sentence without a full stop; empty where record and event agree."""


class Recorded(Struct, frozen=True):
    """Everything that was found, oldest first."""

    chain: ChainVerdict
    runs: tuple[Vouched[Run], ...] = ()
    datasets: tuple[Vouched[DatasetVersion], ...] = ()
    """Without their lists of files."""
    checks: tuple[Vouched[ContractCheck], ...] = ()
    versions: tuple[Vouched[ModelVersion], ...] = ()
    """Without their lists of files."""
    releases: tuple[Vouched[Release], ...] = ()
    approvals: tuple[Vouched[Approval], ...] = ()
    reproductions: tuple[Vouched[Reproduction], ...] = ()
    damaged: tuple[str, ...] = ()
    """Records that cannot be read, a sentence each."""


class Lookout(ABC):
    """One moment of a store. Every method raises `StorageError` for what cannot be read at all."""

    shown: str
    """Its address for people, without a password."""

    @abstractmethod
    def schema(self) -> str | None:
        """The schema it was written with; `None` for a database that is no store."""

    @abstractmethod
    def rows(self, wanted: Wanted) -> Iterator[Row]:
        """At most `MOST_ROWS` rows, newest first; none where this schema does not have the table."""

    @abstractmethod
    def events(self) -> Iterator[AuditEvent]:
        """The whole audit chain in its order, some at a time."""

    @abstractmethod
    def head(self) -> tuple[int, str] | None:
        """Number and hash of the last event, as the store says; `None` when somebody has removed it."""
