"""Content that no version and nothing else needs any more."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta

from rung.domain.dataset import DatasetVersion
from rung.store.files import Blob, BlobStore

AGE = timedelta(days=1)
"""Content this young may belong to a version that is being added and not yet recorded."""


def unreferenced(
    versions: Iterable[DatasetVersion], other_digests: Iterable[str], files: BlobStore, *, older_than: timedelta = AGE
) -> list[Blob]:
    """What may be removed, by digest. Ask for the versions before this, or with what was recorded meanwhile.

    Raises `StorageError` for no access, no answer.
    """
    needed = set(other_digests)
    for version in versions:
        needed.update(each.digest for each in version.files)
    before = time.time() - older_than.total_seconds()
    found = [each for each in files.blobs() if each.digest not in needed and each.stored_at < before]
    return sorted(found, key=lambda each: each.digest)


def remove(blobs: Iterable[Blob], files: BlobStore) -> list[Blob]:
    """Remove them, except what somebody put or touched since it was found; what was removed. Raises `StorageError`."""
    removed = []
    for each in blobs:
        if files.blob(each.digest) == each:
            files.delete(each.digest)
            removed.append(each)
    return removed
