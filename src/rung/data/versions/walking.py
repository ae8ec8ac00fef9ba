"""Files below a folder and files that a pattern means. Links are followed, and those that lead in a circle refused.

A pattern is matched as a shell does it: `*`, `?` and `[…]` stay inside one name and skip names that begin with a dot,
`**` goes through any number of folders.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Iterator

from rung.errors import StorageError, UsageError
from rung.store.files.trouble import not_read

SKIPPED = frozenset({".git", ".rung"})
"""Folders that hold history and never data; they are taken only when a source names them."""
_MAGIC = re.compile(r"[*?[]")

_Above = frozenset[tuple[int, int]]
"""Device and number of the folders that one stands in."""


def is_pattern(text: str) -> bool:
    """Whether it has a wildcard."""
    return _MAGIC.search(text) is not None


def fixed_part(pattern: str) -> str:
    """The folders before the first wildcard."""
    parts = pattern.split("/")
    first = next(index for index, each in enumerate(parts) if is_pattern(each))
    return "/".join(parts[:first]) or ("/" if pattern.startswith("/") else "")


def files_below(folder: str) -> Iterator[str]:
    """Every file below a folder, those with a dot too. Raises `StorageError`, `UsageError`."""
    yield from _below(folder, frozenset())


def files_matching(folder: str, pattern: str) -> Iterator[str]:
    """Every file that a pattern means, and every file below the folders that it means; some of them twice."""
    yield from _matching(folder, [each for each in pattern.split("/") if each not in ("", ".")], frozenset())


def _below(folder: str, above: _Above) -> Iterator[str]:
    inside = _enter(folder, above)
    for entry in _listing(folder):
        if not _is_folder(entry):
            yield _file(entry)
        elif entry.name not in SKIPPED:
            yield from _below(entry.path, inside)


def _matching(folder: str, parts: list[str], above: _Above) -> Iterator[str]:
    first, rest = parts[0], parts[1:]
    if not is_pattern(first):
        yield from _go_on(os.path.join(folder, first), rest, above)
        return
    inside = _enter(folder, above)
    deep = first == "**"
    if deep and rest:
        yield from _matching(folder, rest, above)
    fits = re.compile(fnmatch.translate("*" if deep else first)).match
    for entry in _listing(folder):
        if not fits(entry.name) or (entry.name.startswith(".") and not first.startswith(".")):
            continue
        if not _is_folder(entry):
            if not rest:
                yield _file(entry)
        elif deep and rest:
            yield from _matching(entry.path, parts, inside)
        else:
            yield from _go_on(entry.path, rest, inside)


def _go_on(path: str, rest: list[str], above: _Above) -> Iterator[str]:
    if os.path.isdir(path):
        yield from _matching(path, rest, above) if rest else _below(path, above)
    elif not rest and os.path.lexists(path):
        yield path


def _enter(folder: str, above: _Above) -> _Above:
    try:
        found = os.stat(folder)
    except OSError as error:
        raise not_read(error, folder) from error
    here = (found.st_dev, found.st_ino)
    if here in above:
        raise UsageError(
            "a link leads back to a folder that it lies in",
            where=folder,
            fix="remove the link, or name the folders one by one",
        )
    return above | {here}


def _listing(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            return list(listing)
    except OSError as error:
        raise not_read(error, folder) from error


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError as error:
        raise not_read(error, entry.path) from error


def _file(entry: os.DirEntry[str]) -> str:
    if not entry.is_file():
        raise not_a_file(entry.path)
    return entry.path


def not_a_file(path: str) -> StorageError | UsageError:
    """Why something that has a name is no file."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        if os.path.islink(path):
            return UsageError("a link to nothing", where=path, fix="remove the link, or bring back what it leads to")
        return not_read(error, path)
    if stat.S_ISDIR(mode):
        return UsageError("is a folder where a file is expected", where=path)
    return UsageError("neither a file nor a folder", where=path, fix="name the files that belong to the dataset")
