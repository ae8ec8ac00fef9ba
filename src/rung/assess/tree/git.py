"""The files of a commit, read from git objects: no checkout, no writing, nothing executed, no network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pygit2

from rung.assess.tree.base import MAX_TEXT, Entry, EntryKind
from rung.assess.tree.folder import MAX_ENTRIES
from rung.assess.tree.git_backed import GitBacked
from rung.assess.tree.git_history import BROKEN
from rung.assess.tree.git_loose import LooseObjects
from rung.assess.tree.git_objects import parse_tree
from rung.assess.tree.git_pipes import may_compare
from rung.errors import SourceError

KINDS = {
    b"100755": EntryKind.EXECUTABLE,
    b"120000": EntryKind.LINK,
    b"160000": EntryKind.SUBMODULE,
}
FOLDER = b"40000"
FETCHING = "with `git fetch --refetch --no-filter` (git 2.36 or newer) or a clone without --filter they count"
MAX_COMPARED = 300_000_000
"""Bytes. In a copied working copy every file has to be hashed to see that it is the same."""
MAX_PATH = 4_096
"""Bytes; no file system takes longer ones, and objects that hold them were made to hurt."""


class GitTree(GitBacked):
    """The files of one commit."""

    def __init__(
        self,
        repository: pygit2.Repository,
        commit: pygit2.Commit,
        prefix: str,
        owned: bool,
        work_folder: Path | None,
    ) -> None:
        """List the files of `commit` below `prefix`; `work_folder` is where its working copy lies, if there is one."""
        super().__init__(repository, commit, prefix, owned)
        self.commit = str(commit.id)
        self._odb = repository.odb
        self._loose = LooseObjects(repository.path)
        self._work_folder = work_folder
        self._missing_folders = 0
        self._sizes: dict[pygit2.Oid, int | None] = {}
        """Of the objects that were met: copies of a file are one object."""
        self.entries = self._list(commit)
        self._note_missing()

    def read(self, path: str, limit: int = MAX_TEXT) -> bytes | None:
        """The content, as `Tree.read` says; `None` also when the object is damaged."""
        entry = self.entries.get(path)
        if entry is None or entry.blob is None or entry.size is None or entry.size > limit:
            return None
        if entry.kind in (EntryKind.LINK, EntryKind.SUBMODULE):
            return None
        try:
            return self._object(entry.blob)
        except BROKEN:
            self.damaged.add(path)
            return None

    @cached_property
    def dirty(self) -> int:
        """How many tracked files on disk differ from HEAD; 0 for a bare repository and for another commit."""
        if self._work_folder is None:
            return 0
        if sum(entry.size or 0 for entry in self.entries.values()) > MAX_COMPARED:
            self.notes.append("the files on disk were not compared with the commit: they are too large")
            return 0
        try:
            if not may_compare(self._repository):
                self.notes.append("the files on disk were not compared with the commit: a .gitignore there is a pipe")
                return 0
            changed = self._repository.status(untracked_files="no")
        except (*BROKEN, OSError):
            return 0
        lead = f"{self.prefix}/" if self.prefix else ""
        return sum(path.startswith(lead) for path in changed)

    def _list(self, commit: pygit2.Commit) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for path, mode, blob in self._walk(self._root(commit)):
            if len(entries) >= MAX_ENTRIES:
                self.notes.append(f"only the first {MAX_ENTRIES:,} files were listed")
                self.unlisted += 1
                break
            kind = KINDS.get(mode, EntryKind.FILE)
            size = None if kind is EntryKind.SUBMODULE else self._size(blob)
            entries[path] = Entry(path, kind, size, str(blob))
        return dict(sorted(entries.items()))

    def _root(self, commit: pygit2.Commit) -> pygit2.Oid:
        """The tree object that the prefix names."""
        if not self.prefix:
            return commit.tree_id
        try:
            folder = commit.tree[self.prefix]
        except BROKEN as error:
            raise SourceError(f"there is no folder {self.prefix} in commit {self.commit}") from error
        if not isinstance(folder, pygit2.Tree):
            raise SourceError(f"{self.prefix} is not a folder in commit {self.commit}")
        return folder.id

    def _walk(self, root: pygit2.Oid) -> Iterator[tuple[str, bytes, pygit2.Oid]]:
        """Path, mode and object of everything that is not a folder, in no particular order."""
        folders = [(b"", root)]
        seen = 0
        while folders and seen < MAX_ENTRIES:
            lead, folder = folders.pop()
            seen += 1
            try:
                content = self._object(str(folder))
            except BROKEN:
                self._missing_folders += 1
                self.unlisted += 1
                continue
            for mode, name, raw in parse_tree(content):
                path = lead + name
                if name == b".git" or len(path) > MAX_PATH:
                    continue
                if mode == FOLDER:
                    folders.append((path + b"/", pygit2.Oid(raw=raw)))
                else:
                    yield path.decode("utf-8", "surrogateescape"), mode, pygit2.Oid(raw=raw)

    def _object(self, name: str) -> bytes:
        content = self._loose.read(name)
        return self._odb.read(name)[1] if content is None else content

    def _size(self, blob: pygit2.Oid) -> int | None:
        if blob not in self._sizes:
            self._sizes[blob] = self._asked_size(blob)
        return self._sizes[blob]

    def _asked_size(self, blob: pygit2.Oid) -> int | None:
        # Asking whether it exists is cheap; asking for the header of an absent object rescans the pack folder.
        if blob not in self._odb:
            return None
        try:
            return int(self._odb.read_header(blob)[1])
        except BROKEN:
            return None

    def _note_missing(self) -> None:
        missing = sum(entry.missing for entry in self.entries.values())
        if missing:
            self.notes.append(f"{missing:,} of {len(self.entries):,} files are not in this partial clone: {FETCHING}")
        if self._missing_folders:
            self.notes.append(
                f"{self._missing_folders:,} folders are not in this copy (partial clone), or damaged: {FETCHING}"
            )
