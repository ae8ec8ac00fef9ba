"""Counts what is done, from several threads, and tells it one call at a time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from rung.data.base import Progress, Tell


class Meter:
    """Files and bytes done so far."""

    def __init__(self, tell: Tell, files: int, size: int) -> None:
        self._tell = tell
        self._all_files, self._all_bytes = files, size
        self._files = self._bytes = 0
        self._lock = Lock()

    def reader(self, path: str) -> Callable[[int], None]:
        """What hears of every piece of a file."""
        return lambda size: self._add(path, 0, size)

    def done(self, path: str, size: int = 0) -> None:
        """A file is done, of which so many bytes were not told yet."""
        self._add(path, 1, size)

    def say(self, what: str) -> None:
        """Tell a person something."""
        self._add("", 0, 0, what)

    def _add(self, path: str, files: int, size: int, says: str = "") -> None:
        with self._lock:
            self._files += files
            self._bytes += size
            self._tell(Progress(path, self._files, self._all_files, self._bytes, self._all_bytes, says))
