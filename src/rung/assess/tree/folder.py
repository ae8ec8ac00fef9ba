"""The files of a folder as they lie on disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from rung.assess.tree.base import MAX_TEXT, Entry, EntryKind, Tree

MAX_ENTRIES = 200_000
"""More names than this are not a project; the rest is left out, with a note."""

UNTRACKED_FOLDERS = frozenset({".venv", "node_modules", "__pycache__", ".tox", "site-packages"})
"""What git would be told to ignore; in a plain folder nothing says so."""


class FolderTree(Tree):
    """A folder without git."""

    def __init__(self, root: Path, *, prefix: str = "") -> None:
        """List everything below `root`; `prefix` is where `root` lies in the folder that was asked for."""
        self.commit = None
        self.prefix = prefix
        self._root = os.fspath(root)
        self.notes = []
        self.entries = self._list()

    def read(self, path: str, limit: int = MAX_TEXT) -> bytes | None:
        """The content, as `Tree.read` says; `None` also for a file that has become unreadable since it was listed."""
        entry = self.entries.get(path)
        if entry is None or entry.kind is EntryKind.LINK or entry.size is None or entry.size > limit:
            return None
        return read_file(os.path.join(self._root, path), limit)

    def _list(self) -> dict[str, Entry]:
        found = list_folder(self._root, self.notes, enter=lambda path, name: name not in UNTRACKED_FOLDERS)
        self.unlisted = len(self.notes)
        return found


def list_folder(
    root: str,
    notes: list[str],
    *,
    enter: Callable[[str, str], bool],
    keep: Callable[[str], bool] = lambda path: True,
) -> dict[str, Entry]:
    """Every file and link below `root`, sorted by path; no link is followed and `.git` is left out.

    `enter(path, name)` says whether a folder is looked into, `keep(path)` whether a file or link is listed.
    What could not be listed is added to `notes`.
    """
    entries: dict[str, Entry] = {}
    for path, found in _walk(root, notes, enter):
        if len(entries) >= MAX_ENTRIES:
            notes.append(f"only the first {MAX_ENTRIES:,} files were listed")
            break
        entry = _entry(path, found) if keep(path) else None
        if entry is not None:
            entries[path] = entry
    return dict(sorted(entries.items()))


def read_file(path: str, limit: int = MAX_TEXT) -> bytes | None:
    """The content of a regular file of at most `limit` bytes; `None` for anything else."""
    # O_NONBLOCK and O_NOFOLLOW: whatever was put in the file's place since it was listed cannot hold us or lead away.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags), "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
                return None
            content = stream.read(status.st_size)
    except OSError:
        return None
    return content


def _walk(root: str, notes: list[str], enter: Callable[[str, str], bool]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything that is not a folder, with its path relative to `root`."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(os.path.join(root, folder)) as listing:
                found = sorted(listing, key=lambda each: each.name)
        except OSError as error:
            notes.append(f"the folder {folder or root} cannot be listed: {error.strerror}")
            continue
        for each in found:
            path = f"{folder}/{each.name}" if folder else each.name
            if each.is_dir(follow_symlinks=False):
                if each.name != ".git" and enter(path, each.name):
                    folders.append(path)
            elif each.name != ".git":
                yield path, each


def _entry(path: str, found: os.DirEntry[str]) -> Entry | None:
    """The entry of a file or link; `None` for pipes, sockets, devices and what has vanished."""
    try:
        status = found.stat(follow_symlinks=False)
    except OSError:
        return None
    if stat.S_ISLNK(status.st_mode):
        return Entry(path, EntryKind.LINK, status.st_size, None)
    if not stat.S_ISREG(status.st_mode):
        return None
    kind = EntryKind.EXECUTABLE if status.st_mode & 0o100 else EntryKind.FILE
    return Entry(path, kind, status.st_size if os.access(found.path, os.R_OK) else None, None)
