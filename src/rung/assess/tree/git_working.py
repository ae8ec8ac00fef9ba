"""The files of a working copy as they lie on disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pygit2

from rung.assess.tree.base import MAX_TEXT, Entry, EntryKind
from rung.assess.tree.folder import list_folder, read_file
from rung.assess.tree.git_backed import GitBacked
from rung.assess.tree.git_history import BROKEN
from rung.assess.tree.git_pipes import refuse_rules


class WorkingTree(GitBacked):
    """The files of a working copy as they lie on disk: tracked ones, and untracked ones that are not ignored."""

    def __init__(
        self,
        repository: pygit2.Repository,
        head: pygit2.Commit | None,
        prefix: str,
        owned: bool,
        work_folder: Path,
    ) -> None:
        """List the files below `work_folder`/`prefix`."""
        super().__init__(repository, head, prefix, owned)
        self.commit = None
        self._root = os.path.join(work_folder, prefix) if prefix else os.fspath(work_folder)
        self.entries = self._list()

    def read(self, path: str, limit: int = MAX_TEXT) -> bytes | None:
        """The content, as `Tree.read` says; `None` also for a file that has become unreadable since it was listed."""
        entry = self.entries.get(path)
        if entry is None or entry.size is None or entry.size > limit or entry.kind is EntryKind.LINK:
            return None
        return read_file(os.path.join(self._root, path), limit)

    def _list(self) -> dict[str, Entry]:
        lead = f"{self.prefix}/" if self.prefix else ""
        tracked, submodules = self._index(lead)
        holding = {folder for path in tracked for folder in _above(path)}

        refuse_rules(self._root)

        def entered(path: str, name: str) -> bool:
            refuse_rules(os.path.join(self._root, path))
            if path in holding:
                return True
            return not (path in submodules or ignored(f"{path}/") or self._is_repository(path))

        def ignored(path: str) -> bool:
            try:
                return self._repository.path_is_ignored(lead + path)
            except BROKEN:
                return False

        cut: list[str] = []
        found = list_folder(
            self._root,
            cut,
            enter=entered,
            keep=lambda path: path in tracked or not ignored(path),
        )
        self.notes += cut
        self.unlisted = len(cut)
        for path in submodules:
            found[path] = Entry(path, EntryKind.SUBMODULE, None, submodules[path])
        return dict(sorted(found.items()))

    def _index(self, lead: str) -> tuple[set[str], dict[str, str]]:
        """Tracked files, and submodules with the commit they stand on, relative to the prefix."""
        tracked: set[str] = set()
        submodules: dict[str, str] = {}
        try:
            for entry in self._repository.index:
                if not entry.path.startswith(lead):
                    continue
                if entry.mode == pygit2.enums.FileMode.COMMIT:
                    submodules[entry.path[len(lead) :]] = str(entry.id)
                else:
                    tracked.add(entry.path[len(lead) :])
        except (*BROKEN, OSError):
            self.notes.append("the git index cannot be read; ignored files that are tracked are left out")
        return tracked, submodules

    def _is_repository(self, path: str) -> bool:
        """A repository inside this one that is not a submodule: git does not look into it either."""
        return os.path.lexists(os.path.join(self._root, path, ".git"))


def _above(path: str) -> Iterator[str]:
    """Every folder above a path, nearest first."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
