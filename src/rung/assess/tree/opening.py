"""From an address to a tree."""

from __future__ import annotations

import os
from pathlib import Path

from rung.assess.tree.base import Tree
from rung.assess.tree.folder import FolderTree
from rung.assess.tree.site import checked_folder, existing_folder, find_site, joined
from rung.errors import SourceError, UsageError


def open_tree(address: Path, *, at: str | None = None, worktree: bool = False, below: str = "") -> Tree:
    """The files of the project at `address`.

    Parameters
    ----------
    address
        A working copy or a folder inside one, a bare repository, a `.git` folder, or a folder without git. A
        folder inside a working copy is read alone: paths are relative to it and `Tree.prefix` says where it lies.
    at
        Revision to read; `HEAD` when not given.
    worktree
        Read the files on disk, uncommitted changes included, in place of a commit.
    below
        A folder inside `address` to read alone.

    Raises
    ------
    SourceError
        There is no such folder, repository or revision, or it cannot be read.
    UsageError
        `at` and `worktree` are both given.
    """
    if at is not None and worktree:
        raise UsageError("a revision and the files on disk cannot be read together", fix="leave one of the two out")
    folder = existing_folder(Path(address))
    site = find_site(folder)
    if site is None:
        if at is not None:
            raise SourceError(f"there is no git history, so no revision {at!r}", where=os.fspath(folder))
        prefix = joined(below)
        return FolderTree(checked_folder(folder, prefix), prefix=prefix)
    # pygit2 costs a tenth of a second, which a plain folder should not pay.
    from rung.assess.tree.git_opening import open_git  # noqa: PLC0415

    return open_git(site, at=at, worktree=worktree, below=joined(below))
