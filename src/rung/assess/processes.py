"""Processes that measure beside this one, and end without a word when somebody presses Ctrl-C."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from rung.assess import twin

INTERRUPTED = 130


def pool(workers: int) -> ProcessPoolExecutor:
    """That many processes; what is handed to them must be picklable. Hand it over inside `held_back`."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


@contextmanager
def held_back() -> Iterator[None]:
    """Processes that are started inside are deaf to Ctrl-C until they can end quietly; this one hears it afterwards.

    A terminal sends it to all of them at once, and one that is still loading its modules would print a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """What each process does first."""
    twin.switch_off()
    # What was started in the background is deaf to Ctrl-C on purpose, and so is everything that it starts.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
