"""A dataset at one moment: which files it held, bit for bit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct


class FileEntry(Struct, frozen=True, order=True):
    """One file of a dataset."""

    path: str
    """Relative to the dataset's root, forward slashes."""
    size: int
    """Bytes."""
    digest: str
    """BLAKE3 of the content, 64 hex digits."""


class DatasetVersion(Struct, frozen=True):
    """An immutable list of files. Two versions with the same files have the same id, whatever they are called."""

    id: str
    dataset: str
    """Name in `rung.yaml`."""
    files: tuple[FileEntry, ...]
    """By path."""
    added_at: datetime
    """Aware."""
    by: str
    """Who added it."""
    rows: int | None = None
    """Of all tables together; `None` for files that are not tables."""
    note: str = ""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(each.size for each in self.files)


def version_id(files: Iterable[FileEntry]) -> str:
    """The id of a version: SHA-256 over path, size and digest of every file, in the order of their paths."""
    digest = hashlib.sha256()
    for each in sorted(files):
        digest.update(f"{each.path}\0{each.size}\0{each.digest}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
