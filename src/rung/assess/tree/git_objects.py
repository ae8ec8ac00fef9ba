"""The one format of git that is read byte by byte, because one Python object for each entry is slower."""

from __future__ import annotations

from collections.abc import Iterator


def parse_tree(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Mode, name and raw object id of the entries of a git tree object; stops where it is malformed."""
    start = 0
    while start < len(content):
        end = content.find(b"\0", start)
        raw = content[end + 1 : end + 21]
        if end < 0 or len(raw) < 20:
            return
        mode, _, name = content[start:end].partition(b" ")
        yield mode, name, raw
        start = end + 21
