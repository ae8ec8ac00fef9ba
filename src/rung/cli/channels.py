"""Standard output and standard error when nobody can take what is written: gone, full or closed."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from contextlib import suppress
from typing import TextIO

from rung.errors import UsageError

LEAST_WIDTH = 40
MOST_WIDTH = 120
"""Longer lines are not read more easily."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
GONE = 141
"""Exit code when the reader of a pipe has left, as a shell reports it."""


def remark(text: str, *, end: str = "\n") -> None:
    """Say something beside the result, on standard error; where that cannot be, nothing is said."""
    if sys.stderr is None:
        return
    with suppress(OSError, ValueError):
        print(text, end=end, file=sys.stderr, flush=True)


def terminal_width(stream: TextIO | None) -> int | None:
    """Columns of the terminal behind a stream; `None` for files and pipes, where a line is a line."""
    if stream is None or not stream.isatty():
        return None
    return max(LEAST_WIDTH, min(shutil.get_terminal_size((100, 24)).columns, MOST_WIDTH))


def unwritten(error: Exception, where: str) -> UsageError:
    """What to say when something cannot be written."""
    reason = getattr(error, "strerror", None) or str(error)
    full = getattr(error, "errno", None) in FULL
    fix = "make room there, or write elsewhere" if full else "write to a folder that exists and can be written to"
    return UsageError(f"cannot write: {reason}", where=where, fix=fix)


def abandon_output() -> None:
    """Let what could not be written vanish; else Python tries once more while it shuts down, and complains."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        sys.stdout.flush()
