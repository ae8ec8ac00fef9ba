"""How many rows all tables of a version have together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rung.data.versions.index import Index, Known
from rung.data.versions.keeping import Kept
from rung.data.versions.meter import Meter
from rung.data.versions.tables import count_rows, kind_of
from rung.errors import UnreadableError
from rung.store.files import BlobStore


def count_all(kept: Sequence[Kept], files: BlobStore, remembered: Index, meter: Meter) -> int | None:
    """`None` where a file is not a table, cannot be read as one, or lies nowhere on this machine.

    A broken table is data as well: it is said, and stays for the contract to refuse.
    """
    kinds = [kind_of(each.entry.path) for each in kept]
    counts = {each.entry.digest: each.rows for each in kept if each.rows is not None}
    total = 0
    for each, kind in zip(kept, kinds, strict=True):
        digest = each.entry.digest
        rows = counts.get(digest) or (_count(each, kind, files, meter) if kind and all(kinds) else None)
        if rows is None:
            return None
        counts[digest] = rows
        total += rows
        known = Known(each.entry.size, each.state.stamp, digest, rows)
        remembered.note(each.source.where, each.state, known, each.read_at)
    return total


def _count(kept: Kept, kind: str, files: BlobStore, meter: Meter) -> int | None:
    path: Path | None = files.local_path(kept.entry.digest) or kept.source.location
    if path is None:
        return None
    try:
        return count_rows(path, kind)
    except UnreadableError as error:
        meter.say(f"{kept.entry.path} is no sound table: {error.what}")
        return None
