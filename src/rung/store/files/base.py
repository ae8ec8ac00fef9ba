"""Content-addressed files: what was put in can be had again, bit for bit, and never changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


class Files(ABC):
    """A blob store. A digest is BLAKE3, 64 hex digits. Everything is safe with several processes at once."""

    @abstractmethod
    def put(self, source: Path) -> str:
        """Store a file and give its digest; what is there already is not stored again.

        Nothing half-written is ever visible under a digest. Raises `StorageError` for no room, no access, no answer.
        """

    @abstractmethod
    def put_bytes(self, content: bytes) -> str:
        """The same for what lies in memory."""

    @abstractmethod
    def has(self, digest: str) -> bool:
        """Whether it is there, whole."""

    @abstractmethod
    def fetch(self, digest: str, target: Path) -> None:
        """Write the content to a file of the caller's own, which may be changed without harm to the store.

        The content is checked on the way. Raises `MissingBlobError` and `DamagedBlobError`.
        """

    @abstractmethod
    def open(self, digest: str) -> BinaryIO:
        """Read the content. Raises `MissingBlobError`."""

    @abstractmethod
    def size(self, digest: str) -> int:
        """Bytes. Raises `MissingBlobError`."""

    @abstractmethod
    def digests(self) -> Iterator[str]:
        """Everything that is there, in no order."""

    @abstractmethod
    def delete(self, digest: str) -> None:
        """Forget it; no error where it is not there."""
