"""A second process, forked from this one, that leaves what it finds in memory that both share.

Whatever it has not finished when it dies, or has no room for, is simply not there: who asked for it does it again.
"""

from __future__ import annotations

import mmap
import os
import signal
import struct
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_FRAME = struct.Struct("=qq")
"""Number of what was found, and length of the bytes that follow."""
_END = struct.Struct("=q")
"""Where the next frame goes."""

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


class Twin:
    """The other process, from its start until it is waited for."""

    def __init__(self, work: Callable[[Twin], None], *, marks: int, room: int) -> None:
        """Start it with `work`, which must not write anything but through `leave` and `mark`.

        Parameters
        ----------
        marks
            How many bytes the two may set to tell each other how far they are; all are 0 at first.
        room
            Bytes for what is found. The system gives them only as they are written.

        Raises
        ------
        OSError
            There is no memory or no process to be had.
        """
        self._first = os.getpid()
        self._stop = marks
        self._end = marks + 1
        self._frames = self._end + _END.size
        self._ended = False
        self._memory = mmap.mmap(-1, self._frames + room)
        _END.pack_into(self._memory, self._end, self._frames)
        with warnings.catch_warnings(), _signals_held_back() as before:
            # Threads of libraries that are not Python's do not matter: the child computes, and ends.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
            if self._pid == 0:
                self._live(work, before)

    def mark(self, number: int, value: int) -> None:
        """Set one of the marks, for both to see."""
        self._memory[number] = value

    def marked(self, number: int) -> int:
        """What one of the marks is set to."""
        return self._memory[number]

    def wanted(self) -> bool:
        """Whether anybody waits for more. Only for the other process: it also ends when the first one was killed."""
        return not self._memory[self._stop] and os.getppid() == self._first

    def leave(self, number: int, data: bytes) -> bool:
        """Hand something over; false when there is no room for it. Only for the other process."""
        start: int = _END.unpack_from(self._memory, self._end)[0]
        end = start + _FRAME.size + len(data)
        if end > len(self._memory):
            return False
        _FRAME.pack_into(self._memory, start, number, len(data))
        self._memory[start + _FRAME.size : end] = data
        # Only now does it count: whoever dies before this line leaves no half of anything.
        _END.pack_into(self._memory, self._end, end)
        return True

    def done(self) -> bool:
        """Whether it has ended."""
        self._wait(os.WNOHANG)
        return self._ended

    def finish(self) -> Iterator[tuple[int, bytes]]:
        """Wait for it, and give what it left, in its order."""
        self._wait(0)
        end = _END.unpack_from(self._memory, self._end)[0]
        place = self._frames
        while place < end:
            number, length = _FRAME.unpack_from(self._memory, place)
            place += _FRAME.size
            yield number, self._memory[place : place + length]
            place += length
        self._memory.close()

    def stop(self) -> None:
        """Let it end after what it is at, and forget what it found."""
        if not self._memory.closed:
            self._memory[self._stop] = 1
            self._wait(0)
            self._memory.close()

    def _live(self, work: Callable[[Twin], None], before: set[int]) -> None:
        """All that the other process does."""
        try:
            # Ctrl-C reaches both at once, and the first one answers it. Deaf is who was started in the background.
            if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            work(self)
        finally:
            # Neither the parent's clean-up nor its buffers may run twice.
            os._exit(0)

    def _wait(self, how: int) -> None:
        if self._ended:
            return
        try:
            self._ended = os.waitpid(self._pid, how)[0] != 0
        except ChildProcessError:
            # Started by somebody who ignores SIGCHLD: the system has forgotten it, which it does only after the end.
            self._ended = True


@contextmanager
def _signals_held_back() -> Iterator[set[int]]:
    """Between its birth and its `try`, an exception of a signal would send the child up into its parent's code."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield before
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
