"""Brings the files of a version back, bit for bit."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from rung.data.base import Tell, tell_nobody
from rung.data.versions.meter import Meter
from rung.data.versions.parallel import in_order
from rung.data.versions.paths import refuse_leading_out, shown
from rung.domain.dataset import DatasetVersion, FileEntry
from rung.errors import DamagedBlobError, MissingBlobError, RefusedError
from rung.store.files import BlobStore
from rung.store.files.copying import digest_of
from rung.store.files.source_file import opened

_MOST = 10
"""Files that a person is shown."""


def restore(
    version: DatasetVersion,
    target: Path,
    files: BlobStore,
    *,
    known: Iterable[DatasetVersion] = (),
    force: bool = False,
    tell: Tell = tell_nobody,
) -> list[str]:
    """Write the files of a version to a folder, each at once or not at all, and give the paths that were written.

    A file that is there already is overwritten if one of the known versions of the dataset holds it, so that it can be
    had again; with `force` always. One that has the wanted content is not touched, and other files never are.

    Raises
    ------
    RefusedError
        Files would be overwritten that no known version holds; lists them. Nothing was written.
    MissingBlobError
        Content is not in the store any more. Nothing was written.
    DamagedBlobError
        Content is not what was put in; files before it are written.
    StorageError
        The folder cannot be written, or the store gives no answer.
    """
    refuse_leading_out(each.path for each in version.files)
    wanted = [each for each in version.files if not _is_there(target, each)]
    if not force:
        _refuse_overwriting(version.dataset, target, wanted, [version, *known])
    _refuse_missing(version, wanted, files)
    meter = Meter(tell, len(wanted), sum(each.size for each in wanted))
    for path in in_order(files.parallel, partial(_write, files, target), wanted):
        meter.done(path.path, path.size)
    return [each.path for each in wanted]


def _write(files: BlobStore, target: Path, entry: FileEntry) -> FileEntry:
    path = target / entry.path
    files.fetch(entry.digest, path)
    with opened(path) as written:
        found = digest_of(written)
    if found.digest != entry.digest:
        raise DamagedBlobError(
            "what was written is not what can be read again",
            where=str(path),
            fix="see whether something else writes there, or the disk fails",
        )
    return entry


def _is_there(target: Path, entry: FileEntry) -> bool:
    path = target / entry.path
    return _digest(path, {entry.size}) == entry.digest


def _refuse_overwriting(name: str, target: Path, wanted: Sequence[FileEntry], known: Sequence[DatasetVersion]) -> None:
    held = {each.digest for version in known for each in version.files}
    sizes = {each.size for version in known for each in version.files}
    there = [each for each in wanted if os.path.lexists(target / each.path)]
    lost = [shown(each.path) for each in there if _digest(target / each.path, sizes) not in held]
    if lost:
        more = f" and {len(lost) - _MOST} more" if len(lost) > _MOST else ""
        raise RefusedError(
            f"no version of {name} holds what would be overwritten: {', '.join(lost[:_MOST])}{more}",
            where=str(target),
            fix=f"keep it first with rung data add {name}, or overwrite it with --force",
        )


def _digest(path: Path, sizes: set[int]) -> str | None:
    """Of a file that can be one of a version; others are not read."""
    try:
        found = path.stat()
    except OSError:
        return None
    if found.st_size not in sizes or not path.is_file():
        return None
    with opened(path) as file:
        return digest_of(file).digest


def _refuse_missing(version: DatasetVersion, wanted: Sequence[FileEntry], files: BlobStore) -> None:
    gone = files.missing(each.digest for each in wanted)
    lost = [shown(each.path) for each in wanted if each.digest in gone]
    if lost:
        more = f" and {len(lost) - _MOST} more" if len(lost) > _MOST else ""
        raise MissingBlobError(
            f"the content of {len(lost)} of {len(version.files)} files is not stored: {', '.join(lost[:_MOST])}{more}",
            where=f"{version.dataset}@{version.id[:12]}",
            fix="bring the store back from a copy, or add the files that had this content again",
        )
