"""What steps gave: one small file for each key; files of the results lie in the content store."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from rung.pipeline.encoding import digest_of, encoded
from rung.pipeline.keys import KeyParts
from rung.pipeline.results import Output
from rung.pipeline.saved import save, saved

if TYPE_CHECKING:
    from rung.store.files import BlobStore

KEPT = 20
"""Results of a step that are kept: going back to what was tried before costs nothing."""
_STEPS = "steps"


class CacheRecord(Struct, kw_only=True):
    """The result of a step under its key."""

    key: str
    parts: KeyParts
    output: Output
    at: datetime
    """When it ran; aware."""
    seconds: float
    cpu_seconds: float | None = None
    peak_memory_bytes: int | None = None
    log: str | None = None
    """Digest of what it wrote to its output."""
    notebook: str | None = None
    """Digest of the executed notebook."""
    run: str = ""
    """Id of the run, where that was given."""

    def digests(self) -> set[str]:
        """All content that belongs to it."""
        return {each.digest for each in self.output.files} | {each for each in (self.log, self.notebook) if each}


class Cache:
    """Results of earlier runs, below a folder."""

    def __init__(self, folder: Path, files: BlobStore) -> None:
        self._folder = folder / _STEPS
        self._files = files

    def find(self, step: str, key: str) -> CacheRecord | None:
        """The result under a key, where all its content is still there."""
        record = saved(self._path(step, key), CacheRecord)
        if record is None or record.key != key or self._files.missing(record.digests()):
            return None
        return record

    def latest(self, step: str) -> CacheRecord | None:
        """The result that was used or made last."""
        newest = self._newest_first(step)
        return next((found for path in newest if (found := saved(path, CacheRecord))), None)

    def use(self, step: str, key: str) -> None:
        """Make it the latest, unless it is."""
        newest = self._newest_first(step)
        path = self._path(step, key)
        if newest and newest[0] != path:
            os.utime(path)

    def add(self, step: str, record: CacheRecord) -> None:
        """Keep a result; from then on the step is done. The oldest of too many go."""
        save(self._path(step, record.key), encoded(record))
        for path in self._newest_first(step)[KEPT:]:
            path.unlink(missing_ok=True)

    def contents(self) -> set[str]:
        """Digests of everything that results are made of: what garbage collection must keep."""
        found: set[str] = set()
        for path in self._folder.glob("*/*.json"):
            record = saved(path, CacheRecord)
            if record:
                found |= record.digests()
        return found

    def _path(self, step: str, key: str) -> Path:
        return self._of(step) / f"{key}.json"

    def _of(self, step: str) -> Path:
        # Two steps may differ in case alone, and not every file system tells them apart.
        return self._folder / f"{step}-{digest_of(step)[:8]}"

    def _newest_first(self, step: str) -> list[Path]:
        try:
            with os.scandir(self._of(step)) as listing:
                found = [(each.stat().st_mtime_ns, each.path) for each in listing if each.name.endswith(".json")]
        except OSError:
            return []
        return [Path(path) for _, path in sorted(found, reverse=True) if not os.path.basename(path).startswith(".")]
