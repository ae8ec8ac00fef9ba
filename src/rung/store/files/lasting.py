"""Makes files last: what was written is on the disk, and a power cut does not take it back."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

_THREADS = 8
"""Threads that wait for the disk: it writes many files in the time of one."""
_MANY = 64
"""From so many on, everything that the file system has to write is quicker than each by itself (2 s for 10,000)."""


def make_last(paths: Sequence[str]) -> None:
    """Wait until files and folders, all of one file system, are on the disk. Raises `OSError`."""
    if len(paths) >= _MANY and _sync_all(paths[0]):
        return
    if len(paths) == 1:
        _sync(paths[0])
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        for _ in pool.map(_sync, paths):
            pass


def _sync(path: str) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:
        return  # Windows opens no folders
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_all(path: str) -> bool:
    """`syncfs(2)`, which Python does not offer; false where there is none, or it did not do."""
    syncfs = _syncfs()
    if syncfs is None:
        return False
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return bool(syncfs(descriptor) == 0)
    finally:
        os.close(descriptor)


@cache
def _syncfs() -> Any:
    """Only on Linux does it wait, and only since 5.8 does it say what went wrong."""
    if sys.platform != "linux":
        return None
    import ctypes  # noqa: PLC0415 - few need it

    version = tuple(int(each) for each in os.uname().release.split(".")[:2] if each.isdecimal())
    return getattr(ctypes.CDLL(None), "syncfs", None) if version >= (5, 8) else None
