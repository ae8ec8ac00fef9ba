"""Whether the store still has what a version lists, bit for bit."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path

from msgspec import Struct

from rung.data.base import Tell, tell_nobody
from rung.data.versions.meter import Meter
from rung.data.versions.parallel import in_order
from rung.domain.dataset import DatasetVersion, FileEntry
from rung.errors import DamagedBlobError, MissingBlobError
from rung.store.files import BlobStore
from rung.store.files.copying import digest_of
from rung.store.files.source_file import opened


class Harm(StrEnum):
    """What is wrong with content."""

    MISSING = "missing"
    DAMAGED = "damaged"


class Harmed(Struct, frozen=True):
    """A file of the version that cannot be had."""

    entry: FileEntry
    harm: Harm
    where: str
    """Where the content lies, or should."""


def check(version: DatasetVersion, files: BlobStore, tell: Tell = tell_nobody) -> list[Harmed]:
    """Read all content and compare its digests; what is wrong, by path. Raises `StorageError` for no answer."""
    once = list({each.digest: each for each in version.files}.values())
    meter = Meter(tell, len(once), sum(each.size for each in once))
    results = in_order(files.parallel, partial(_harm, files, meter), once)
    harms = {entry.digest: harm for entry, harm in zip(once, results, strict=True)}
    return [
        Harmed(each, harm, files.address(each.digest))
        for each in version.files
        if (harm := harms[each.digest]) is not None
    ]


def mend(harmed: Sequence[Harmed], root: Path, files: BlobStore) -> list[Harmed]:
    """Put content again that the files of the project still have; what could not be mended. Raises `StorageError`."""
    return [each for each in harmed if not _mended(each, root / each.entry.path, files)]


def _harm(files: BlobStore, meter: Meter, entry: FileEntry) -> Harm | None:
    try:
        with files.open(entry.digest) as content:
            found = digest_of(content, meter.reader(entry.path))
    except MissingBlobError:
        harm: Harm | None = Harm.MISSING
    except DamagedBlobError:
        harm = Harm.DAMAGED
    else:
        harm = None if found.digest == entry.digest else Harm.DAMAGED
    meter.done(entry.path)
    return harm


def _mended(harmed: Harmed, path: Path, files: BlobStore) -> bool:
    """What the store has is taken away only when there is something to put in its place."""
    if not path.is_file():
        return False
    with opened(path) as file:
        if digest_of(file).digest != harmed.entry.digest:
            return False
    files.delete(harmed.entry.digest)
    return files.put(path) == harmed.entry.digest
