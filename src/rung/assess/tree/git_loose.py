"""Git objects that lie in files of their own, as they do until git packs them.

Read here and not by libgit2, which never comes back from one that is cut off (its issue 7342), and is no faster.
"""

from __future__ import annotations

import hashlib
import os
import zlib

_LONGEST_HEADER = 64
MOST_BYTES = 400_000_000
"""Of one file; nothing that is read is larger."""


class LooseObjects:
    """Those of one repository; what its alternates hold is not among them."""

    def __init__(self, git_dir: str) -> None:
        """`git_dir`: with a slash at its end, as libgit2 gives it. Lists which of the 256 folders there are."""
        self._home = os.path.join(_common(git_dir), "objects")
        try:
            self._folders = frozenset(os.listdir(self._home))
        except OSError:
            self._folders = frozenset()

    def read(self, name: str) -> bytes | None:
        """The content of the object of that name (forty hexadecimal digits); `None` when it does not lie here.

        Raises
        ------
        ValueError
            It is cut off, or not what its name says.
        """
        if name[:2] not in self._folders:
            return None
        try:
            with open(os.path.join(self._home, name[:2], name[2:]), "rb", buffering=0) as file:
                data = file.read() if os.fstat(file.fileno()).st_size <= MOST_BYTES else b""
        except OSError:
            return None
        try:
            return _inflated(data, name)
        except (zlib.error, IndexError) as error:
            raise ValueError(f"object {name} is damaged: {error}") from error


def _inflated(data: bytes, name: str) -> bytes:
    stream = zlib.decompressobj()
    start = stream.decompress(data, _LONGEST_HEADER)
    header, _, content = start.partition(b"\0")
    size = int(header.split(b" ")[1])
    # One byte more than it says: a small object must not unfold into a large one.
    content += stream.decompress(stream.unconsumed_tail, max(size - len(content), 0) + 1)
    if len(content) != size or not stream.eof:
        raise ValueError(f"object {name} is cut off")
    if hashlib.sha1(b"%b\0%b" % (header, content), usedforsecurity=False).hexdigest() != name:
        raise ValueError(f"object {name} holds something else")
    return content


def _common(git_dir: str) -> str:
    """The folder that holds the objects: another one when this is a linked worktree."""
    try:
        with open(os.path.join(git_dir, "commondir"), "rb") as file:
            return os.path.join(git_dir, os.fsdecode(file.read(4_096).strip()))
    except OSError:
        return git_dir
