"""The end of the process, once all is said."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress


def leave(code: int) -> None:
    """End with that exit code, and without the clean-up that the system does in any case.

    To free what was read, object by object, takes a fifteenth of the time of a whole assessment. Where something else
    still runs in this process, it gets Python's own end.
    """
    if threading.active_count() > 1:
        sys.exit(code)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)
