"""Files of a dataset that lie in S3, or wherever else fsspec reaches."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO, cast

from rung.data.versions.source import Source, State
from rung.data.versions.walking import fixed_part, is_pattern
from rung.store.files import Batch, Stored
from rung.store.files.blob_store import Tell
from rung.store.files.copying import digest_of
from rung.store.files.opening import plain_address, reach
from rung.store.files.remote_trouble import answering
from rung.store.files.trouble import not_read


class RemoteSource(Source):
    """An object."""

    def __init__(self, path: str, where: str, system: Any, key: str, info: dict[str, Any]) -> None:
        self.path = path
        self.where = where
        self._system = system
        self._key = key
        self.listed = _state(info)

    def state(self) -> State:
        """S3 gives each content a tag; other systems at least say when it was written."""
        with answering(self.where, missing=not_read(FileNotFoundError(), self.where)):
            return _state(self._system.info(self._key))

    def put(self, batch: Batch, tell: Tell) -> Stored:
        """Store it. Raises `StorageError`."""
        with answering(self.where), self._system.open(self._key, "rb") as stream:
            return batch.put(cast("BinaryIO", _Answered(stream, self.where)), tell)

    def digest(self, tell: Tell) -> Stored:
        """Only read it. Raises `StorageError`."""
        with answering(self.where), self._system.open(self._key, "rb") as stream:
            return digest_of(stream, tell)


class _Answered(io.RawIOBase):
    """A stream whose failures are never taken for those of the disk that it is written to."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream = stream
        self._where = where

    def readinto(self, buffer: Any, /) -> int:
        with answering(self._where):
            return int(self._stream.readinto(buffer))  # type: ignore[attr-defined]


def find_remote(url: str) -> Iterator[Source]:
    """The object of that name, or all below it, or all that the pattern means. Raises `StorageError`."""
    system, key = reach(url)
    address = plain_address(url)
    scheme = address.partition("://")[0]
    pattern = is_pattern(key)
    with answering(address):
        found = _found(system, key, pattern)
    above = fixed_part(key) if pattern else key.rpartition("/")[0] if list(found) == [key] else key
    for name, info in found.items():
        yield RemoteSource(name.removeprefix(above).lstrip("/"), f"{scheme}://{name}", system, name, info)


def _found(system: Any, key: str, pattern: bool) -> dict[str, dict[str, Any]]:
    """Objects by name; a key that ends in a slash is how some tools say folder."""
    named: dict[str, dict[str, Any]] = system.glob(key, detail=True) if pattern else {key: {"type": "directory"}}
    found: dict[str, dict[str, Any]] = {}
    for name, info in named.items():
        found.update({name: info} if info["type"] == "file" else system.find(name, detail=True))
    return {str(name): info for name, info in found.items() if not name.endswith("/")}


def _state(info: dict[str, Any]) -> State:
    size = int(info["size"])
    tag = info.get("ETag") or info.get("etag")
    if tag:
        return State(size, str(tag), 0)
    moment = info.get("LastModified") or info.get("mtime") or info.get("created")
    if isinstance(moment, datetime):
        moment = moment.timestamp()
    return State(size, str(moment), int(moment * 1e9)) if moment else State(size, "", 0)
