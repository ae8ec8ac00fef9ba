"""Who holds the lock of an SQLite file, from Linux's list of locks; nobody elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

_WRITE_LOCK = ("120", "120")
"""First and last byte of the write lock in the `-shm` file: https://sqlite.org/walformat.html#locks"""


def writer_of(path: Path, locks: Path = Path("/proc/locks")) -> int | None:
    """The process that writes to a database in WAL mode; `None` when it cannot be known."""
    try:
        inode = os.stat(f"{path}-shm").st_ino
        lines = locks.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    for line in lines:
        # 1: POSIX  ADVISORY  WRITE 15654 fe:00:2146373 120 120
        words = line.split()
        if len(words) == 8 and words[3] == "WRITE" and (words[6], words[7]) == _WRITE_LOCK:
            pid, place = words[4], words[5]
            if place.rpartition(":")[2] == str(inode) and pid.isdecimal() and int(pid) > 0:
                return int(pid)
    return None


def name_of(pid: int) -> str:
    """What the process is called, without its arguments: they may hold secrets."""
    try:
        return Path(f"/proc/{pid}/comm").read_text("utf-8", "replace").strip()
    except OSError:
        return ""
