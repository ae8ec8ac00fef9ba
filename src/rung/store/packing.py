"""Long lists and nested values in one column: MessagePack, compressed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from rung.domain.dataset import FileEntry
from rung.errors import StorageError
from rung.store.wording import plain

T = TypeVar("T")

_LEVEL = 1
"""Digests hardly shrink, and paths do at any level."""


def pack(value: object) -> bytes:
    """The value in bytes; what MessagePack does not know is made plain first."""
    try:
        encoded = msgspec.msgpack.encode(value)
    except (TypeError, OverflowError, UnicodeEncodeError):
        encoded = msgspec.msgpack.encode(plain(value))
    return zlib.compress(encoded, _LEVEL)


def unpack(packed: bytes, kind: type[T]) -> T:
    """What was packed. For use inside `sound`."""
    return msgspec.msgpack.decode(zlib.decompress(packed), type=kind)


def pack_files(files: Iterable[FileEntry]) -> bytes:
    """The files of a dataset version. Names are bytes: those of a disk need not be UTF-8."""
    return pack([(each.path.encode("utf-8", "surrogateescape"), each.size, each.digest) for each in files])


def unpack_files(packed: bytes) -> tuple[FileEntry, ...]:
    """The files again. For use inside `sound`."""
    found = unpack(packed, list[tuple[bytes, int, str]])
    return tuple(FileEntry(path.decode("utf-8", "surrogateescape"), size, digest) for path, size, digest in found)


@contextmanager
def sound(where: str) -> Iterator[None]:
    """Read a record, and say which one it was when somebody has damaged it.

    Raises
    ------
    StorageError
        The record is not what was written.
    """
    try:
        yield
    except (ValueError, TypeError, zlib.error, msgspec.MsgspecError) as error:
        raise StorageError(
            f"the record is damaged: {error}",
            where=where,
            fix="bring the store back from a copy; rung audit verify says what else was changed",
        ) from error
