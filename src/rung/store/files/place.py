"""A place at the other end of a wire, and what lies there under a digest."""

from __future__ import annotations

import time
from typing import Any

from rung.store.files.blob_store import Blob, checked
from rung.store.files.remote_trouble import answering

YOUNG = 12 * 3600.0
"""Seconds in which stored content is not put again. Nothing so young is ever tidied away."""


class Place:
    """A folder of an fsspec file system."""

    def __init__(self, system: Any, root: str, url: str) -> None:
        self.system = system
        self.root = root.rstrip("/")
        self.url = url.rstrip("/")

    def address(self, digest: str) -> str:
        """URL of a content."""
        return f"{self.url}/{checked(digest)[:2]}/{digest[2:]}"

    def key(self, digest: str) -> str:
        """Its path inside the file system."""
        return f"{self.root}/{checked(digest)[:2]}/{digest[2:]}"

    def found(self, digest: str) -> Blob | None:
        """What lies there."""
        with answering(self.address(digest)):
            try:
                return blob(digest, self.system.info(self.key(digest)))
            except FileNotFoundError:
                return None

    def has_young(self, digest: str, size: int | None = None) -> bool:
        """Whether it lies there, with that size, and nobody may tidy it away yet."""
        found = self.found(digest)
        return found is not None and size in (None, found.size) and time.time() - found.stored_at < YOUNG


def blob(digest: str, info: dict[str, Any]) -> Blob:
    """S3 says when as a moment, other systems in seconds; one that says nothing has old content."""
    moment = info.get("LastModified") or info.get("mtime") or info.get("created") or 0.0
    seconds = moment if isinstance(moment, int | float) else moment.timestamp()
    return Blob(digest, int(info["size"]), float(seconds))
