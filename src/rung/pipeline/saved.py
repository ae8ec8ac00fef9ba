"""Small files that are replaced as a whole: after a kill there is the old one or the new one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TypeVar

import msgspec

from rung.store.files.trouble import writing

T = TypeVar("T")
_PART = ".part"


def save(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write the file, on the disk before it gets its name unless it can be had again. Raises `StorageError`."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{secrets.token_hex(8)}{_PART}")
        try:
            part.write_bytes(content)
            if lasting:
                _make_last(part)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        if lasting:
            _make_last(path.parent)


def saved(path: Path, kind: type[T]) -> T | None:
    """What a file holds; `None` where it is not there, or cannot be read: what it held is worked out again."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _make_last(path: Path) -> None:
    from rung.store.files.lasting import make_last  # noqa: PLC0415 - threads that a run without changes does not need

    make_last([str(path)])
