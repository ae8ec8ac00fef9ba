"""Files that somebody names: read only when they are files, because a pipe or a device may never end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def read_regular(path: Path) -> bytes:
    """The content of a file, also behind links.

    Raises
    ------
    OSError
        It cannot be read, or is a pipe, a socket or a device.
    """
    # O_NONBLOCK: opening a pipe that nobody writes to comes back at once, and then it is seen for what it is.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "this is not a file, but a pipe, a device or a folder")
        return stream.read()


def read_regular_text(path: Path) -> str:
    """The same as text with line ends as `Path.read_text` gives them.

    Raises
    ------
    OSError
        As of `read_regular`.
    UnicodeDecodeError
        It is not UTF-8.
    """
    return read_regular(path).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
