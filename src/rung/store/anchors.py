"""Anchors in a file, one JSON object a line."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from rung.errors import StorageError, UsageError
from rung.store.chain import Anchor

_FIX = "bring the file back from where it was kept; if this line was cut off by a crash, delete it"


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Add a line, and wait until it is on the disk; the file and its folder are made.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    line = msgspec.json.encode(anchor) + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+", buffering=0) as file:
            # A line that a crash cut off stays a line of its own: it is refused, and this one is not lost with it.
            file.write(line if _ends_well(path) else b"\n" + line)
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageError(
            f"the anchor cannot be written: {error.strerror}", where=os.fspath(path), fix="name another file"
        ) from error


def read_anchors(path: Path) -> list[Anchor]:
    """All of them, in the order of the file.

    Raises
    ------
    UsageError
        The file cannot be read, or a line is not an anchor: an anchor that is passed over is no anchor.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(
            f"cannot be read: {error.strerror}", where=os.fspath(path), fix="name the file of anchors"
        ) from error
    return [_read(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _read(line: bytes, where: str) -> Anchor:
    try:
        return msgspec.json.decode(line, type=Anchor)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(f"this is no anchor: {error}", where=where, fix=_FIX) from error


def _ends_well(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
