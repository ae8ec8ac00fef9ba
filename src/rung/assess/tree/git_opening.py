"""From a repository to the tree of a commit, or of what lies on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pygit2

from rung.assess.tree.base import Tree
from rung.assess.tree.folder import FolderTree
from rung.assess.tree.git import GitTree
from rung.assess.tree.git_backed import damaged, find_commit, open_repository
from rung.assess.tree.git_history import BROKEN
from rung.assess.tree.git_working import WorkingTree
from rung.assess.tree.site import Site, checked_folder, joined
from rung.errors import SourceError


def open_git(site: Site, *, at: str | None, worktree: bool, below: str) -> Tree:
    """The tree at a site, as `open_tree` says."""
    repository = open_repository(site.opens_at)
    work_folder = None if repository.is_bare else site.work_folder
    owned = _is_own(Path(repository.path))
    head = _head(repository)
    prefix = joined(site.inside, below)
    if at is not None:
        commit = find_commit(repository, at)
        checked_out = head is not None and commit.id == head.id
        return GitTree(repository, commit, prefix, owned, work_folder if checked_out else None)
    if work_folder is not None and (worktree or head is None):
        return _on_disk(repository, head, work_folder, prefix, owned)
    if worktree:
        raise SourceError("a bare repository has no files on disk", where=repository.path, fix="leave --worktree out")
    if head is None:
        return _without_head(repository, prefix, owned)
    if work_folder is not None and site.inside and not _holds(head, site.inside):
        return _untracked(work_folder / site.inside, below, site)
    return GitTree(repository, head, prefix, owned, work_folder)


def _on_disk(
    repository: pygit2.Repository, head: pygit2.Commit | None, work_folder: Path, prefix: str, owned: bool
) -> WorkingTree:
    checked_folder(work_folder, prefix)
    tree = WorkingTree(repository, head, prefix, owned, work_folder)
    if head is None:
        tree.notes.append("the repository has no commit yet: its files are read as they lie on disk")
    return tree


def _untracked(folder: Path, below: str, site: Site) -> FolderTree:
    tree = FolderTree(checked_folder(folder, below), prefix=below)
    tree.notes.append(f"the repository around it ({site.opens_at}) tracks none of its files: read without history")
    return tree


def _without_head(repository: pygit2.Repository, prefix: str, owned: bool) -> GitTree:
    """A bare repository whose HEAD names a branch that is not there; another branch is read, with a note."""
    branches = sorted(repository.branches.local, key=lambda name: (name not in ("main", "master"), name))
    if not branches:
        raise SourceError("the repository has no commit yet", where=repository.path, fix="commit something first")
    tree = GitTree(repository, find_commit(repository, f"refs/heads/{branches[0]}"), prefix, owned, None)
    tree.notes.append(f"HEAD names a branch that does not exist; {branches[0]} was read")
    return tree


def _head(repository: pygit2.Repository) -> pygit2.Commit | None:
    """The commit that is checked out; `None` when there is none yet."""
    try:
        return None if repository.head_is_unborn else repository.head.peel(pygit2.Commit)
    except BROKEN as error:
        raise damaged(repository.path, error) from error


def _holds(commit: pygit2.Commit, path: str) -> bool:
    try:
        return path in commit.tree
    except (*BROKEN, OSError):
        return False


def _is_own(git_dir: Path) -> bool:
    """Whether the repository belongs to whoever runs this; taken for granted where there are no owners."""
    own = getattr(os, "geteuid", None)
    try:
        return own is None or bool(git_dir.stat().st_uid == own())
    except OSError:
        return True
