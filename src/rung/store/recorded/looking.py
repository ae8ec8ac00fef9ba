"""The look at a store: its records, and whether the audit chain vouches for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from rung.domain.event import AuditEvent
from rung.errors import StorageError
from rung.store.chain import Anchor, Break, ChainVerdict, verify
from rung.store.recorded import agreeing, tables, unpacked
from rung.store.recorded.agreeing import Claim, disagreement
from rung.store.recorded.base import Lookout, Recorded, Row, Vouched, Wanted
from rung.store.recorded.file import StoreFile

T = TypeVar("T")

KNOWN = "0002"
"""The newest schema whose tables are described here; held against the migrations by a test."""
_MOST_LOOKS = 3


def look(store: Path | str, shown: str, anchors: Iterable[Anchor] = ()) -> Recorded:
    """Everything that measuring asks for of a store: a file, or the address of a server. Nothing is written.

    Raises
    ------
    StorageError
        It is not there, is no store, was written by a newer Rung, or cannot be read.
    UsageError
        The address cannot be understood.
    """
    anchors = tuple(anchors)
    if isinstance(store, str):
        from rung.store.recorded.server import StoreServer  # noqa: PLC0415 - a file needs no SQLAlchemy

        with StoreServer(store) as server:
            return _read(server, anchors)
    for _ in range(_MOST_LOOKS):
        before = _state(store)
        if before is None:
            raise StorageError("is no regular file" if store.exists() else "is not there", where=shown)
        try:
            with StoreFile(store, shown, alone=not before[1]) as file:
                found = _read(file, anchors)
        except StorageError:
            if before[1] or _state(store) == before:
                raise
            continue
        # Whoever writes keeps a log beside the file: then one moment was seen, whatever has happened since.
        if before[1] or _state(store) == before:
            return found
    raise StorageError("somebody writes to it all the time", where=shown)


def _state(path: Path) -> tuple[tuple[int, int], bool] | None:
    """What shows that a file has changed, and whether a log lies beside it; `None` where it is no regular file."""
    try:
        seen = path.stat()
        log = os.path.exists(f"{path}-wal") and os.path.getsize(f"{path}-wal") > 0
    except OSError:
        return None
    return ((seen.st_mtime_ns, seen.st_size), log) if path.is_file() else None


def _read(store: Lookout, anchors: Iterable[Anchor]) -> Recorded:
    schema = store.schema()
    if schema is None:
        raise StorageError("is no store of Rung", where=store.shown)
    if schema > KNOWN:
        raise StorageError(
            f"it was written by a newer Rung (schema {schema}; this one knows {KNOWN})",
            where=store.shown,
            fix="pip install --upgrade rung",
        )
    rows = {each.table: list(store.rows(each)) for each in tables.ALL}
    wanted = {row[name] for each in rows.values() for row in each for name in _NAMING if name in row}
    kept: dict[int, AuditEvent] = {}
    verdict = _whole(verify(_keeping(store.events(), wanted, kept), anchors), store.head())
    return _Records(rows, kept).recorded(verdict)


_NAMING = ("event", "began", "finished", "asked", "decided")
"""Columns that name an event."""


def _keeping(events: Iterable[AuditEvent], wanted: set[Any], kept: dict[int, AuditEvent]) -> Iterator[AuditEvent]:
    for event in events:
        if event.number in wanted:
            kept[event.number] = event
        yield event


def _whole(verdict: ChainVerdict, head: tuple[int, str] | None) -> ChainVerdict:
    """The verdict, with what the head says of events that are gone behind the last one."""
    if head == (verdict.events, verdict.head) or not verdict.intact:
        return verdict
    says = (
        f"the chain ends at event {verdict.events}, and its head is {'missing' if head is None else f'event {head[0]}'}"
    )
    return replace(verdict, breaks=(Break(verdict.events, says),), wrong=1)


class _Records:
    """Rows on their way to nouns."""

    def __init__(self, rows: Mapping[str, list[Row]], events: Mapping[int, AuditEvent]) -> None:
        self._rows = rows
        self._events = events
        self._damaged: list[str] = []

    def recorded(self, chain: ChainVerdict) -> Recorded:
        """All of them."""
        make = unpacked.Unpacking()
        return Recorded(
            chain,
            runs=self._of(tables.RUNS, make.run, agreeing.of_run, ("id",), ("began", "finished")),
            datasets=self._of(
                tables.DATASETS, make.dataset, lambda _, row: agreeing.of_dataset(row), ("dataset", "id")
            ),
            checks=self._of(tables.CHECKS, make.check, agreeing.of_check, ("dataset", "event")),
            versions=self._of(tables.VERSIONS, make.version, agreeing.of_version, ("model", "version")),
            releases=self._of(
                tables.RELEASES, make.release, agreeing.of_release, ("model", "environment", "generation")
            ),
            approvals=self._of(tables.APPROVALS, make.approval, agreeing.of_approval, ("id",), ("asked", "decided")),
            reproductions=self._of(
                tables.REPRODUCTIONS, make.reproduction, agreeing.of_reproduction, ("model", "version", "event")
            ),
            damaged=tuple(self._damaged),
        )

    def _of(
        self,
        wanted: Wanted,
        made: Callable[[Row], T],
        claims: Callable[[T, Row], Iterable[Claim]],
        named: tuple[str, ...],
        events: tuple[str, ...] = ("event",),
    ) -> tuple[Vouched[T], ...]:
        found: list[Vouched[T]] = []
        taken: set[Any] = set()
        for row in reversed(self._rows[wanted.table]):
            name = f"{wanted.table} {' '.join(str(row[each]) for each in named)}"
            try:
                value = made(row)
                wrong = disagreement(claims(value, row), self._events)
            except unpacked.BAD as error:
                self._damaged.append(f"{name} is damaged: {str(error).splitlines()[0]}")
                continue
            numbers = [row[each] for each in events if row[each] is not None]
            if not wrong and any(each in taken for each in numbers):
                wrong = "another record names the same event of the audit chain"
            if not wrong:
                taken.update(numbers)
            found.append(Vouched(value, self._events.get(numbers[-1]) if numbers else None, wrong))
        return tuple(found)
