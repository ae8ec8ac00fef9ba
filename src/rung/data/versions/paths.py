"""Paths of files in a version."""

from __future__ import annotations

import os
from collections.abc import Iterable

from rung.errors import StorageError


def refuse_leading_out(paths: Iterable[str]) -> None:
    """A version from elsewhere must not write outside the folder that it is restored to. Raises `StorageError`."""
    for each in paths:
        parts = each.replace(os.sep, "/").split("/")
        if any(part in ("", ".", "..") for part in parts) or os.path.splitdrive(each)[0] or "\0" in each:
            raise StorageError(
                f"the path {shown(each)} leads out of the dataset", fix="add the dataset again under other names"
            )


def shown(path: str) -> str:
    """A path on one line of text, whatever somebody put into the name."""
    readable = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in readable)
