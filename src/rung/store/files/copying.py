"""Copies bytes and takes their digest on the way, so that both are of the same bytes.

Files are read in pieces and never mapped into memory: who cuts a mapped file short kills its reader.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle
from typing import BinaryIO

from blake3 import blake3

from rung.store.files.blob_store import Stored, Tell

if sys.platform != "win32":
    import fcntl

PIECE = 1 << 22
"""Bytes read at once: enough for BLAKE3 to use every processor, and little beside what Python itself takes."""
_SMALL = 1 << 20
"""Below this many bytes, threads cost more than they give."""
_FICLONE = 0x40049409
"""Makes one file share the blocks of another, until one of them is written: `ioctl_ficlone(2)`."""


def copy(source: BinaryIO, target: int, tell: Tell | None = None) -> Stored:
    """Write everything that the source still gives to a descriptor."""
    if _small(source):
        content = source.read()
        _write(target, memoryview(content))
        if tell:
            tell(len(content))
        return Stored(blake3(content).hexdigest(), len(content))
    return _through(source, target, tell)


def digest_of(source: BinaryIO, tell: Tell | None = None) -> Stored:
    """Digest and size of everything that the source still gives."""
    return _through(source, None, tell)


def clone(source: BinaryIO, target: int) -> bool:
    """Make the target share the blocks of the source, where the file system can. Nothing is changed where it cannot."""
    if sys.platform != "linux":
        return False
    try:
        fcntl.ioctl(target, _FICLONE, source.fileno())
    except (OSError, ValueError):
        return False
    return True


def _small(source: BinaryIO) -> bool:
    try:
        return os.fstat(source.fileno()).st_size < _SMALL
    except (OSError, ValueError):
        return False


def _through(source: BinaryIO, target: int | None, tell: Tell | None) -> Stored:
    """While one piece is written, the next is read and hashed."""
    hasher = blake3(max_threads=blake3.AUTO)
    pieces = cycle([memoryview(bytearray(PIECE)) for _ in range(2 if target is not None else 1)])
    size = 0
    with ThreadPoolExecutor(1) as writer:
        written: Future[None] | None = None
        while got := source.readinto(piece := next(pieces)):  # type: ignore[attr-defined]
            hasher.update(piece[:got])
            if written:
                written.result()
            if target is not None:
                written = writer.submit(_write, target, piece[:got])
            size += got
            if tell:
                tell(got)
        if written:
            written.result()
    return Stored(hasher.hexdigest(), size)


def _write(target: int, content: memoryview) -> None:
    while content:
        content = content[os.write(target, content) :]
