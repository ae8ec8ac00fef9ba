"""Content-addressed files in a folder: `ab/cdef…`, read-only, one file for each content."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from rung.store.files.blob_store import DIGEST, Blob, BlobStore, Stored, checked
from rung.store.files.copying import clone, copy, digest_of
from rung.store.files.local_batch import LocalBatch
from rung.store.files.trouble import is_damaged, is_missing, not_written, writing


class LocalFiles(BlobStore):
    """A blob store in a folder, which is made when something is put in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def batch(self) -> LocalBatch:
        """Begin to put many files in."""
        with writing(self.folder):
            return LocalBatch(self.folder)

    def has(self, digest: str) -> bool:
        """Whether it is there: a file gets its digest as its name only when it is whole."""
        return os.path.isfile(self._path(digest))

    def size(self, digest: str) -> int:
        """Bytes. Raises `MissingBlobError`."""
        try:
            return os.stat(self._path(digest)).st_size
        except OSError as error:
            raise self._unreadable(error, digest) from error

    def open(self, digest: str) -> BinaryIO:
        """Read the content. Raises `MissingBlobError`."""
        try:
            return open(self._path(digest), "rb")
        except OSError as error:
            raise self._unreadable(error, digest) from error

    def fetch(self, digest: str, target: Path) -> None:
        """Write the content, checked, to a file of the caller's own. Raises `MissingBlobError`, `DamagedBlobError`."""
        with self.open(digest) as source, writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{secrets.token_hex(8)}.part")
            try:
                found = _write(source, part)
                if found.digest != digest:
                    raise is_damaged(digest, self._path(digest), found.digest)
                os.replace(part, target)
            finally:
                part.unlink(missing_ok=True)

    def blobs(self) -> Iterator[Blob]:
        """Everything that is there, in no order."""
        for first in self._listing(self.folder):
            if len(first.name) == 2 and first.is_dir():
                for rest in self._listing(first):
                    if DIGEST.fullmatch(first.name + rest.name):
                        with suppress(FileNotFoundError):
                            found = rest.stat()
                            yield Blob(first.name + rest.name, found.st_size, found.st_mtime)

    def blob(self, digest: str) -> Blob | None:
        """What lies there under a digest."""
        try:
            found = os.stat(self._path(digest))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise not_written(error, self._path(digest)) from error
        return Blob(digest, found.st_size, found.st_mtime)

    def delete(self, digest: str) -> None:
        """Forget it; no error where it is not there."""
        path = self._path(digest)
        with writing(path), suppress(FileNotFoundError):
            os.unlink(path)

    def touch(self, digest: str) -> bool:
        """Make it as young as what is put now; false where it is not there, or belongs to somebody else."""
        try:
            os.utime(self._path(digest))
        except OSError:
            return False
        return True

    def address(self, digest: str) -> str:
        """Its path."""
        return self._path(digest)

    def local_path(self, digest: str) -> Path:
        """The file that holds it, to be read and never written."""
        return Path(self._path(digest))

    def _path(self, digest: str) -> str:
        return os.path.join(self.folder, checked(digest)[:2], digest[2:])

    def _listing(self, folder: str | Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as listing:
                return list(listing)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise not_written(error, os.fspath(folder)) from error

    def _unreadable(self, error: OSError, digest: str) -> Exception:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return is_missing(digest, self.folder)
        return not_written(error, self._path(digest))


def _write(source: BinaryIO, part: Path) -> Stored:
    """Fill a new file that its owner may write."""
    target = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o666)
    try:
        if not clone(source, target):
            return copy(source, target)
        with open(target, "rb", buffering=0, closefd=False) as cloned:
            return digest_of(cloned)
    finally:
        os.close(target)
