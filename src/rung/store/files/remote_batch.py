"""Puts files into a remote blob store."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from blake3 import blake3

from rung.errors import StorageError
from rung.store.files.blob_store import Batch, Stored, Tell
from rung.store.files.copying import PIECE, copy, digest_of
from rung.store.files.place import Place
from rung.store.files.remote_trouble import answering
from rung.store.files.source_file import opened
from rung.store.files.trouble import writing

_IN_MEMORY = 1 << 23
"""Bytes up to which a file is read once and sent from memory; a larger one is read twice."""
_TRIES = 3


class RemoteBatch(Batch):
    """Every file is in the store as soon as `put` comes back."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def put(self, source: Path | BinaryIO, tell: Tell | None = None) -> Stored:
        """Store a file or a stream. Raises `StorageError`."""
        if not isinstance(source, Path):
            return self._put_stream(source, tell)
        with opened(source) as file:
            content = file.read(_IN_MEMORY + 1)
            if len(content) <= _IN_MEMORY:
                return self._put_content(content, tell)
            return self._put_large(file, str(source), tell)

    def finish(self) -> None:
        """Nothing waits."""

    def _put_stream(self, source: BinaryIO, tell: Tell | None) -> Stored:
        with tempfile.TemporaryFile() as spooled:
            with writing(tempfile.gettempdir()):
                stored = copy(source, spooled.fileno())
            spooled.seek(0)
            if stored.size <= _IN_MEMORY:
                return self._put_content(spooled.read(), tell)
            return self._put_large(cast("BinaryIO", spooled), "a stream", tell)

    def _put_content(self, content: bytes, tell: Tell | None) -> Stored:
        stored = Stored(blake3(content).hexdigest(), len(content))
        if not self._place.has_young(stored.digest, stored.size):
            with answering(self._place.address(stored.digest)):
                self._place.system.pipe_file(self._place.key(stored.digest), content)
        if tell:
            tell(stored.size)
        return stored

    def _put_large(self, file: BinaryIO, where: str, tell: Tell | None) -> Stored:
        """The digest is the name, so it has to be known before the first byte is sent; then the bytes must be the same.

        A store that got other bytes is told to forget them.
        """
        for _ in range(_TRIES):
            file.seek(0)
            stored = digest_of(file)
            if self._place.has_young(stored.digest, stored.size):
                if tell:
                    tell(stored.size)
                return stored
            file.seek(0)
            if self._sent(file, stored, tell):
                return stored
        raise StorageError("changes while it is read", where=where, fix="add it when nothing writes to it")

    def _sent(self, file: BinaryIO, wanted: Stored, tell: Tell | None) -> bool:
        hasher = blake3(max_threads=blake3.AUTO)
        with answering(self._place.address(wanted.digest)):
            target = self._place.system.open(self._place.key(wanted.digest), "wb", autocommit=False)
            try:
                while piece := file.read(PIECE):
                    hasher.update(piece)
                    target.write(piece)
                    if tell:
                        tell(len(piece))
                target.close()
            except BaseException:
                target.discard()
                raise
            same: bool = hasher.hexdigest() == wanted.digest
            (target.commit if same else target.discard)()
            if not same and getattr(target, "autocommit", True):
                # A file system that waits for no commit has it already.
                self._place.system.rm_file(self._place.key(wanted.digest))
        return same
