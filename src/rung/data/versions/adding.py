"""Adds a version of a dataset: every file into the blob store, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rung.data.base import Tell, tell_nobody
from rung.data.versions.index import Index, Known
from rung.data.versions.keeping import Kept, keep
from rung.data.versions.meter import Meter
from rung.data.versions.parallel import in_order
from rung.data.versions.paths import refuse_leading_out
from rung.data.versions.row_counts import count_all
from rung.data.versions.sources import find_sources
from rung.data.versions.wanted import Wanted, look
from rung.domain.dataset import DatasetVersion, version_id
from rung.store.files import BlobStore

_REMOTE_THREADS = 8


def add(
    name: str,
    sources: Sequence[str],
    root: Path,
    files: BlobStore,
    *,
    by: str,
    note: str = "",
    previous: DatasetVersion | None = None,
    index: Path | None = None,
    tell: Tell = tell_nobody,
) -> DatasetVersion:
    """Store what the sources mean; the previous version itself where nothing changed.

    `index` is a file of the caller's in which is remembered what need not be read again; one for each dataset. If
    something goes wrong, no version comes to be, and what was stored by then is not stored again the next time.

    Raises
    ------
    UsageError
        A source means no file, or two files would have one path, or links lead in a circle.
    StorageError
        A file cannot be read, vanishes or changes all the time; the store has no room, gives no access or no answer.
    """
    found, said = find_sources(sources, root)
    refuse_leading_out(each.path for each in found)
    remembered = Index(index)
    wanted = look(found, files, remembered, previous)
    meter = Meter(tell, len(wanted), sum(each.state.size for each in wanted))
    for each in said:
        meter.say(each)
    try:
        kept = _keep_all(wanted, files, remembered, meter)
        rows = count_all(kept, files, remembered, meter)
    except BaseException:
        remembered.save(whole=False)
        raise
    remembered.save(whole=True)
    entries = tuple(each.entry for each in kept)
    id_ = version_id(entries)
    if previous is not None and previous.id == id_:
        return previous
    return DatasetVersion(id_, name, entries, datetime.now(UTC), by, rows, note)


def _keep_all(wanted: Sequence[Wanted], files: BlobStore, remembered: Index, meter: Meter) -> list[Kept]:
    kept = []
    threads = max(files.parallel, 1 if all(map(_is_near, wanted)) else _REMOTE_THREADS)
    with files.batch() as batch, closing(in_order(threads, partial(keep, batch, meter), wanted)) as results:
        for each in results:
            remembered.note(each.source.where, each.state, _known(each), each.read_at)
            kept.append(each)
    return kept


def _is_near(wanted: Wanted) -> bool:
    return wanted.source.location is not None


def _known(kept: Kept) -> Known:
    return Known(kept.entry.size, kept.state.stamp, kept.entry.digest, kept.rows)
