"""What the operating system and storage services say, in words that help."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rung.errors import DamagedBlobError, MissingBlobError, StorageError

ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ACCESS = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def writing(where: object) -> Iterator[None]:
    """Turn what goes wrong while the store is written into `StorageError`."""
    try:
        yield
    except BrokenPipeError:
        raise  # nobody listens to the progress any more; the store has no pipes
    except OSError as error:
        raise not_written(error, where) from error


def not_written(error: OSError, where: object) -> StorageError:
    """Why something could not be written there."""
    if error.errno in ROOM:
        return StorageError(
            f"no room left: {error.strerror}",
            where=str(where),
            fix="free some space there and do it again; what is stored already is not stored again",
        )
    if error.errno in _ACCESS:
        return StorageError(f"may not be written: {error.strerror}", where=str(where), fix="ask for the right to write")
    return StorageError(f"cannot be written: {error.strerror or error}", where=str(where), fix="look at the disk")


def not_read(error: OSError, source: Path | str) -> StorageError:
    """Why a file of the user's could not be read."""
    if isinstance(error, FileNotFoundError):
        return StorageError(
            "the file is not there any more", where=str(source), fix="let what writes it come to an end"
        )
    if isinstance(error, IsADirectoryError):
        return StorageError("is a folder, not a file", where=str(source))
    if isinstance(error, PermissionError):
        return StorageError("may not be read", where=str(source), fix="ask for the right to read it")
    return StorageError(f"cannot be read: {error.strerror or error}", where=str(source), fix="look at the disk")


def is_missing(digest: str, where: object) -> MissingBlobError:
    """Nothing is stored under that digest."""
    return MissingBlobError(
        f"content {digest} is not stored",
        where=str(where),
        fix="bring the store back from a copy, or add the files that had this content again",
    )


def is_damaged(digest: str, where: object, found: str) -> DamagedBlobError:
    """What is stored under that digest has another."""
    return DamagedBlobError(
        f"content {digest} is damaged: what lies there has the digest {found}",
        where=str(where),
        fix="add the files that had this content again, or bring this one back from a copy of the store",
    )
