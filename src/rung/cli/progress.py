"""What is said while many measurements run."""

from __future__ import annotations

import sys
from collections.abc import Callable


def counting(what: str) -> Callable[[int, int], None]:
    """A counter that overwrites itself, on a terminal only: "`what` 3 of 20"."""

    def tell(done: int, of: int) -> None:
        if sys.stderr is not None and sys.stderr.isatty():
            end = "\r" + " " * 40 + "\r" if done == of else ""
            print(f"\r{what} {done} of {of} …{end}", end="", file=sys.stderr, flush=True)

    return tell


def silent(done: int, of: int) -> None:
    """Say nothing."""
