"""What is known of the project's files: as long as size, time and inode of one stand still, it is not read again."""

from __future__ import annotations

import os
import time
from pathlib import Path

from blake3 import blake3
from msgspec import Struct

from rung.pipeline.code.summary import ModuleSummary
from rung.pipeline.encoding import encoded
from rung.pipeline.saved import save, saved

_SETTLED = 2_000_000_000
"""Nanoseconds: a file changed so shortly before it was read may change again without a newer time."""


class Known(Struct):
    """One file as it was read."""

    mtime_ns: int
    size: int
    inode: int
    digest: str
    summary: ModuleSummary | None = None


class _Saved(Struct):
    version: int = 0
    files: dict[str, Known] = {}


VERSION = 1
"""Rises when summaries are made in another way."""


class FileStates:
    """Digests and summaries of files, kept from run to run."""

    def __init__(self, root: Path, place: Path) -> None:
        self.root = root
        self._place = place
        found = saved(place, _Saved)
        self._files = found.files if found and found.version == VERSION else {}
        self._fresh: dict[str, Known | None] = {}
        self._changed = False

    def digest(self, path: str) -> str | None:
        """BLAKE3 of a file of the project; `None` where there is none."""
        known = self._known(path)
        return known.digest if known else None

    def summary(self, path: str) -> ModuleSummary | None:
        """What a module of the project defines and uses; `None` where there is no such file."""
        known = self._known(path)
        if known is None:
            return None
        if known.summary is None:
            from rung.pipeline.code.summarising import summarise  # noqa: PLC0415 - where a module is new

            known.summary = summarise((self.root / path).read_bytes(), known.digest)
            self._changed = True
        return known.summary

    def save(self) -> None:
        """Keep what was learnt."""
        if self._changed:
            save(self._place, encoded(_Saved(VERSION, self._files)), lasting=False)
            self._changed = False

    def forget_the_moment(self) -> None:
        """Look again at files that were looked at: a step has run."""
        self._fresh.clear()

    def _known(self, path: str) -> Known | None:
        if path in self._fresh:
            return self._fresh[path]
        known = self._fresh[path] = self._look(path)
        return known

    def _look(self, path: str) -> Known | None:
        full = self.root / path
        try:
            state = os.stat(full)
            known = self._files.get(path)
            if known and (known.mtime_ns, known.size, known.inode) == (state.st_mtime_ns, state.st_size, state.st_ino):
                return known
            with open(full, "rb") as file:
                digest = blake3().update(file.read()).hexdigest() if state.st_size < 1 << 20 else _large(full)
        except OSError:
            return None
        summary = known.summary if known and known.digest == digest else None
        known = Known(state.st_mtime_ns, state.st_size, state.st_ino, digest, summary)
        if time.time_ns() - state.st_mtime_ns > _SETTLED:
            self._files[path] = known
            self._changed = True
        return known


def _large(path: Path) -> str:
    return blake3(max_threads=blake3.AUTO).update_mmap(path).hexdigest()
