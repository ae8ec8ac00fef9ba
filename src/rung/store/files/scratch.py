"""Where files lie until they are whole: one folder for each writer, locked while the writer lives."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import sys
import time
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_LOCK = "lock"
STALE = 3600.0
"""Seconds after which an unlocked folder is taken for that of a dead writer, and not of one that is just beginning."""


class Scratch:
    """A folder of one writer. The system drops its lock however the writer ends; `sweep` takes the rest away."""

    def __init__(self, above: Path) -> None:
        self.folder = above / secrets.token_hex(8)
        self.folder.mkdir(parents=True)
        self._lock = os.open(self.folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        _hold(self._lock)
        self._numbers = itertools.count()

    def create(self) -> tuple[str, int]:
        """A new file that nobody else has, open for writing and for nobody to write once it is closed."""
        path = f"{self.folder}{os.sep}{next(self._numbers)}"
        return path, os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o444)

    def close(self) -> None:
        """Take the folder away, with all that is still in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def sweep(above: Path, stale: float = STALE) -> None:
    """Take away the folders of writers that died."""
    try:
        folders = list(above.iterdir())
    except OSError:
        return
    for folder in folders:
        if _age(folder) > stale and _abandoned(folder / _LOCK):
            shutil.rmtree(folder, ignore_errors=True)


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0


def _abandoned(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        return _hold(descriptor)
    finally:
        os.close(descriptor)


def _hold(descriptor: int) -> bool:
    """Lock it; false where another process has. Where there are no locks, only age tells."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
