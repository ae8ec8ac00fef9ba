"""Puts many files into a folder of blobs, and makes them last together."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from rung.store.files.blob_store import Batch, Stored, Tell
from rung.store.files.copying import clone, copy, digest_of
from rung.store.files.lasting import make_last
from rung.store.files.scratch import Scratch, sweep
from rung.store.files.source_file import SourceFile, opened
from rung.store.files.trouble import writing

INCOMING = "incoming"
_MOST_FILES = 1000
_MOST_BYTES = 1 << 28


class LocalBatch(Batch):
    """Files are written to a scratch folder; from time to time all of them reach the disk and get their names.

    A file is made to last before it gets its name, so that neither a kill nor a power cut leaves half of one under a
    digest. One that is there already is replaced by the same: that heals a damaged one, and makes it young.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder / INCOMING)
        self._folder = folder
        self._scratch = Scratch(folder / INCOMING)
        self._lock = Lock()
        self._waiting: dict[str, str] = {}
        self._bytes = 0
        self._clones = True
        self._flusher = ThreadPoolExecutor(1)
        self._flushing: Future[None] | None = None

    def put(self, source: Path | BinaryIO, tell: Tell | None = None) -> Stored:
        """Store a file or a stream. Raises `StorageError`."""
        with opened(source) as stream, writing(self._folder):
            path, target = self._scratch.create()
            try:
                stored = self._take(stream, target, tell)
            except BaseException:
                os.close(target)
                os.unlink(path)
                raise
            os.close(target)
            self._wait(stored, path)
        return stored

    def finish(self) -> None:
        """Give all files their names, and end."""
        try:
            with self._flusher:
                self._begin_flush().result()
        finally:
            self._scratch.close()

    def _wait(self, stored: Stored, path: str) -> None:
        with self._lock:
            twin = self._waiting.get(stored.digest)
            self._waiting[stored.digest] = path
            self._bytes += stored.size
            full = len(self._waiting) >= _MOST_FILES or self._bytes >= _MOST_BYTES
        if twin:
            os.unlink(twin)
        if full:
            self._begin_flush()

    def _begin_flush(self) -> Future[None]:
        """The disk works on one part while the next is read."""
        with self._lock:
            before, waiting = self._flushing, self._take_waiting()
            self._flushing = begun = self._flusher.submit(self._flush, waiting)
        if before:
            before.result()
        return begun

    def _take_waiting(self) -> dict[str, str]:
        waiting, self._waiting, self._bytes = self._waiting, {}, 0
        return waiting

    def _flush(self, waiting: dict[str, str]) -> None:
        if not waiting:
            return
        above = str(self._folder)
        with writing(above):
            make_last(list(waiting.values()))
            folders = [f"{above}{os.sep}{each}" for each in {digest[:2] for digest in waiting}]
            new = [each for each in folders if not os.path.isdir(each)]
            for each in new:
                os.makedirs(each, exist_ok=True)
            for digest, path in waiting.items():
                os.replace(path, f"{above}{os.sep}{digest[:2]}{os.sep}{digest[2:]}")
            make_last([*folders, above] if new else folders)

    def _take(self, stream: BinaryIO, target: int, tell: Tell | None) -> Stored:
        """Fill the target. A clone is hashed after it was made: nobody can change it any more."""
        if isinstance(stream, SourceFile) and self._clones:
            # Where one file cannot share its blocks, the next will not either; if it could, it is only copied.
            self._clones = clone(stream, target)
            if self._clones:
                with open(target, "rb", buffering=0, closefd=False) as cloned:
                    return digest_of(cloned, tell)
        return copy(stream, target, tell)
