"""A second process that reads modules from the other end of the list: parsing is most of the work in large trees.

The two meet in the middle. What the second one cannot read, or has not finished when it dies, is left to the first,
so that the answer is the same with and without it. They share a piece of memory: two counters, and what the second
one found, one packed module after the other.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence

from rung.assess.parse.python_facts import Module
from rung.assess.parse.wire import pack, unpack

Read = Callable[[str], Module | None]

WORTH_IT = 300_000
"""Bytes of source below which a second process costs more than it saves."""
_ROOM = 4
"""Bytes of shared memory for each byte of source; it is taken from the system only as it is written."""
_SPARE = 1_000_000
_COUNTERS = struct.Struct("=qqq")
"""How many the first has taken from the front, the second from the back, and the bytes that are written."""
_FRAME = struct.Struct("=qq")
"""Number of the path, and length of the packed module that follows."""


_off = threading.Event()


def switch_off() -> None:
    """Never again in this process: it is one of several that keep the processors busy."""
    _off.set()


def possible() -> bool:
    """Whether this process may be doubled: a system with a safe `fork`, one thread, and a processor to spare."""
    if _off.is_set() or threading.active_count() > 1:
        return False
    if sys.platform in ("darwin", "win32") or not hasattr(os, "fork"):
        return False
    return len(os.sched_getaffinity(0)) > 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) > 1


class Second:
    """The second reader, from its start until it is told to stop."""

    def __init__(self, paths: Sequence[str], read: Read, source_bytes: int) -> None:
        """Start it; `read` is called in both processes and must not write anything.

        Raises
        ------
        OSError
            There is no memory or no process to be had.
        """
        self._paths = paths
        self._memory = mmap.mmap(-1, _ROOM * source_bytes + _SPARE)
        with warnings.catch_warnings():
            # Threads of libraries that are not Python's do not matter: the child parses text and ends.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if self._pid == 0:
            self._work(read)

    def take(self, number: int) -> bool:
        """Whether the first reader may have the path of that number; false once the other has come so far."""
        behind: int = _COUNTERS.unpack_from(self._memory)[1]
        struct.pack_into("=q", self._memory, 0, number + 1)
        return number < len(self._paths) - behind

    def finish(self) -> Iterator[tuple[str, Module]]:
        """Wait for it, and give what it read."""
        os.waitpid(self._pid, 0)
        *_, end = _COUNTERS.unpack_from(self._memory)
        place = _COUNTERS.size
        while place < end:
            number, length = _FRAME.unpack_from(self._memory, place)
            place += _FRAME.size
            yield self._paths[number], unpack(self._memory[place : place + length])
            place += length
        self._memory.close()

    def _work(self, read: Read) -> None:
        """What the child does; it never returns."""
        try:
            end = _COUNTERS.size
            for behind, number in enumerate(reversed(range(len(self._paths))), start=1):
                struct.pack_into("=q", self._memory, 8, behind)
                if _COUNTERS.unpack_from(self._memory)[0] > number:
                    break
                module = read(self._paths[number])
                packed = pack(module) if module else None
                if packed is None:
                    continue
                after = end + _FRAME.size + len(packed)
                if after > len(self._memory):
                    break
                _FRAME.pack_into(self._memory, end, number, len(packed))
                self._memory[end + _FRAME.size : after] = packed
                end = after
                # Only now does it count: whoever dies before this line leaves no half of a module.
                struct.pack_into("=q", self._memory, 16, end)
        finally:
            # Neither the parent's clean-up nor its buffers may run twice.
            os._exit(0)
