"""The same work for many things, in threads where it pays."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_order(threads: int, work: Callable[[T], R], things: Sequence[T]) -> Generator[R, None, None]:
    """Results in the order of the things. At the first error what has not begun is left undone."""
    if threads == 1 or len(things) < 2:
        yield from map(work, things)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        yield from pool.map(work, things)
    finally:
        pool.shutdown(cancel_futures=True)
