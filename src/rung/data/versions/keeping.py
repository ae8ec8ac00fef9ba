"""Puts one file into the store, as it was at one moment."""

from __future__ import annotations

from msgspec import Struct

from rung.data.versions.index import Known
from rung.data.versions.meter import Meter
from rung.data.versions.source import Source, State, now
from rung.data.versions.wanted import Wanted
from rung.domain.dataset import FileEntry
from rung.errors import StorageError
from rung.store.files import Batch, Stored

_TRIES = 3


class Kept(Struct, frozen=True):
    """A file that the store has."""

    source: Source
    entry: FileEntry
    state: State
    read_at: int
    """Nanoseconds since 1970: when reading began; for a file that need not be read, now."""
    rows: int | None


def keep(batch: Batch, meter: Meter, wanted: Wanted) -> Kept:
    """Store a file that does not change while it is read; a few are given a second chance. Raises `StorageError`."""
    source, state = wanted.source, wanted.state
    if wanted.known:
        meter.done(source.path, state.size)
        return Kept(source, _entry(source, wanted.known), state, now(), wanted.known.rows)
    for _ in range(_TRIES):
        read_at = now()
        stored = _read(batch, meter, wanted)
        after = source.state()
        if after == state and stored.size == state.size:
            meter.done(source.path)
            return Kept(source, _entry(source, stored), state, read_at, None)
        meter.reader(source.path)(-stored.size)
        state = after
    raise StorageError("changes while it is read", where=source.where, fix="add it when nothing writes to it")


def _read(batch: Batch, meter: Meter, wanted: Wanted) -> Stored:
    """A file that only looks touched is read and not written again."""
    tell = meter.reader(wanted.source.path)
    if not wanted.likely:
        return wanted.source.put(batch, tell)
    found = wanted.source.digest(tell)
    return found if found.digest == wanted.likely else wanted.source.put(batch, _nothing)


def _nothing(size: int) -> None:
    """It was told already."""


def _entry(source: Source, content: Stored | Known) -> FileEntry:
    return FileEntry(source.path, content.size, content.digest)
