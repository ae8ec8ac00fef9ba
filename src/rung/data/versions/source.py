"""One file that is to be added, and what tells whether it has changed."""

from __future__ import annotations

import os
import stat
import time
from abc import ABC, abstractmethod
from pathlib import Path

from msgspec import Struct

from rung.data.versions.walking import not_a_file
from rung.store.files import Batch, Stored
from rung.store.files.blob_store import Tell
from rung.store.files.copying import digest_of
from rung.store.files.source_file import opened
from rung.store.files.trouble import not_read

_GRAIN = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use, FAT's."""


class State(Struct, frozen=True):
    """What tells, without reading it, whether a file has changed."""

    size: int
    stamp: str
    """Different after every change; empty where nothing tells."""
    changed_at: int
    """Nanoseconds since 1970: a second change so soon after might leave the same stamp. 0 where that cannot be."""


class Source(ABC):
    """One file that is to be added."""

    path: str
    """In the version; forward slashes."""
    where: str
    """Its own address: a path or a URL."""
    location: Path | None = None
    """On this machine."""
    listed: State | None = None
    """What it was like when it was listed, where a list says that."""

    @abstractmethod
    def state(self) -> State:
        """Raises `StorageError` where it is gone."""

    @abstractmethod
    def put(self, batch: Batch, tell: Tell) -> Stored:
        """Store it. Raises `StorageError`."""

    @abstractmethod
    def digest(self, tell: Tell) -> Stored:
        """Only read it. Raises `StorageError`."""


class LocalSource(Source):
    """A file on this machine."""

    location: Path

    def __init__(self, path: str, where: str) -> None:
        self.path = path
        self.where = where
        self.location = Path(where)

    def state(self) -> State:
        """The time of its last change cannot be set back, and a replaced file has another number."""
        try:
            found = os.stat(self.where)
        except OSError as error:
            raise (not_a_file(self.where) if os.path.islink(self.where) else not_read(error, self.where)) from error
        if not stat.S_ISREG(found.st_mode):
            raise not_a_file(self.where)
        stamp = f"{found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino} {found.st_dev}"
        return State(found.st_size, stamp, max(found.st_mtime_ns, found.st_ctime_ns))

    def put(self, batch: Batch, tell: Tell) -> Stored:
        """Store it. Raises `StorageError`."""
        return batch.put(self.location, tell)

    def digest(self, tell: Tell) -> Stored:
        """Only read it. Raises `StorageError`."""
        with opened(self.location) as file:
            return digest_of(file, tell)


def settled(state: State, asked_at: int) -> bool:
    """Whether a change after that moment (nanoseconds since 1970) would be seen in the state."""
    return bool(state.stamp) and state.changed_at + _GRAIN < asked_at


def now() -> int:
    """Nanoseconds since 1970."""
    return time.time_ns()
