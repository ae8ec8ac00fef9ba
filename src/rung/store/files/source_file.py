"""A file that somebody wants stored. It may vanish, or be cut off, at any time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from rung.store.files.trouble import not_read


class SourceFile(io.FileIO):
    """Reading that fails says which file it was: so it is never taken for trouble with what is written."""

    def __init__(self, path: Path) -> None:
        try:
            super().__init__(path, "rb")
        except OSError as error:
            raise not_read(error, path) from error
        self._path = path

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Bytes that were read into the buffer. Raises `StorageError`."""
        try:
            return super().readinto(buffer) or 0
        except OSError as error:
            raise not_read(error, self._path) from error

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes. Raises `StorageError`."""
        try:
            return super().read(-1 if size is None else size) or b""
        except OSError as error:
            raise not_read(error, self._path) from error


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    """A file is opened and closed, a stream taken as it is. Raises `StorageError`."""
    if not isinstance(source, Path):
        yield source
        return
    with SourceFile(source) as file:
        yield cast("BinaryIO", file)
