"""What a blob store can do beyond one file at a time: many at once, and knowing how old its content is."""

from __future__ import annotations

import io
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, ClassVar, Self

from msgspec import Struct

from rung.errors import MissingBlobError
from rung.store.files.base import Files

Tell = Callable[[int], None]
"""Hears how many more bytes were read."""

DIGEST = re.compile(r"[0-9a-f]{64}")


class Stored(Struct, frozen=True):
    """Content as it was put in."""

    digest: str
    size: int
    """Bytes."""


class Blob(Struct, frozen=True):
    """Content as it lies there."""

    digest: str
    size: int
    """Bytes."""
    stored_at: float
    """Seconds since 1970: when it was last put in or touched."""


class Batch(ABC):
    """Puts many files in at the price of one. What was put is in the store for good when the batch ends."""

    @abstractmethod
    def put(self, source: Path | BinaryIO, tell: Tell | None = None) -> Stored:
        """Store a file, or what a stream gives until it ends. The digest is that of the bytes that were stored.

        May be called by several threads. Raises `StorageError` for no room, no access, no answer.
        """

    @abstractmethod
    def finish(self) -> None:
        """See to it that everything is in the store and stays there when the power fails."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.finish()


class BlobStore(Files):
    """A blob store that takes many files at once, and can be tidied while others add to it."""

    parallel: ClassVar[int] = 1
    """Threads that put files at the same time where it pays."""

    @abstractmethod
    def batch(self) -> Batch:
        """Begin to put many files in."""

    @abstractmethod
    def blobs(self) -> Iterator[Blob]:
        """Everything that is there, in no order."""

    @abstractmethod
    def blob(self, digest: str) -> Blob | None:
        """What lies there under a digest."""

    @abstractmethod
    def touch(self, digest: str) -> bool:
        """Make it as young as what is put now, so that nobody tidies it away. False where it has to be put again."""

    @abstractmethod
    def address(self, digest: str) -> str:
        """Where a person finds it: a path or an address."""

    def local_path(self, digest: str) -> Path | None:
        """The file that holds it, to be read and never written; `None` where it lies elsewhere."""
        return None

    def missing(self, digests: Iterable[str]) -> set[str]:
        """Those that are not there."""
        return {each for each in set(digests) if not self.has(each)}

    def put(self, source: Path) -> str:
        """Store a file and give its digest. Raises `StorageError`."""
        with self.batch() as batch:
            return batch.put(source).digest

    def put_bytes(self, content: bytes) -> str:
        """The same for what lies in memory."""
        with self.batch() as batch:
            return batch.put(io.BytesIO(content)).digest

    def digests(self) -> Iterator[str]:
        """Everything that is there, in no order."""
        return (each.digest for each in self.blobs())


def checked(digest: str) -> str:
    """A digest that may become part of a path; nothing else can be stored. Raises `MissingBlobError`."""
    if not DIGEST.fullmatch(digest):
        raise MissingBlobError(f"{digest!r} is not a digest", fix="a digest has 64 hex digits")
    return digest
