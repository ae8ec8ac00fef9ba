"""The memory that a process and everything it started hold, as the system sees it.

Resident memory is watched, because a limit of the address space (`RLIMIT_AS`) counts what numerical libraries reserve
and never use. Pages that processes share count once for each; a process that allocates and ends between two looks is
not seen.
"""

from __future__ import annotations

import os
import subprocess

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def resident_bytes(process: int) -> int:
    """Bytes of all of them together; 0 where the system does not say."""
    if os.path.isdir("/proc/self/task"):
        return sum(map(_resident, _family(process)))
    return _resident_by_ps(process)


def _family(process: int) -> list[int]:
    found, waiting = [], [process]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += _children(each)
    return found


def _children(process: int) -> list[int]:
    children: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/children", "rb") as file:
                children += [int(each) for each in file.read().split()]
    except (OSError, ValueError):
        pass  # it has ended
    return children


def _resident(process: int) -> int:
    try:
        with open(f"/proc/{process}/statm", "rb") as file:
            return int(file.read().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0


def _resident_by_ps(group: int) -> int:
    """Where there is no `/proc`: the group that the process leads."""
    try:
        listed = subprocess.run(["ps", "-A", "-o", "pgid=,rss="], capture_output=True, timeout=5, check=False).stdout
        rows = [each.split() for each in listed.splitlines()]
        return sum(int(row[1]) * 1024 for row in rows if len(row) == 2 and int(row[0]) == group)
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0
