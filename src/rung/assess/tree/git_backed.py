"""What the tree of a commit and a working copy share: the repository behind them.

Only the `git*` modules import pygit2, and they are imported once there is a git folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pygit2

from rung.assess.tree.base import Tree
from rung.assess.tree.commits import RawHistory
from rung.assess.tree.forge import web_base
from rung.assess.tree.git_history import BROKEN, last_changed, read_history
from rung.assess.tree.git_pipes import refuse_pipes
from rung.errors import SourceError


def open_repository(git_dir: Path) -> pygit2.Repository:
    """The repository in that folder, whoever owns it.

    Raises
    ------
    SourceError
        Its format is not known, it is damaged, or a pipe lies in it.
    """
    refuse_pipes(git_dir)
    validated = pygit2.settings.owner_validation
    # git refuses other people's repositories because it would run their hooks and filters. Here nothing is run.
    pygit2.settings.owner_validation = False
    # Objects that a partial clone lacks are treated as missing and never fetched, so the extension is harmless.
    pygit2.settings.set_extensions(["partialclone"])
    try:
        return pygit2.Repository(os.fspath(git_dir))
    except BROKEN as error:
        raise damaged(git_dir, error) from error
    finally:
        pygit2.settings.owner_validation = validated


def damaged(where: Path | str, error: Exception) -> SourceError:
    """What to say when git objects cannot be read."""
    reason = str(error).strip("'\"") or type(error).__name__
    return SourceError(
        f"the git repository cannot be read: {reason}",
        where=os.fspath(where),
        fix="run git fsck there, or assess a fresh clone",
    )


def find_commit(repository: pygit2.Repository, at: str) -> pygit2.Commit:
    """The commit that a revision names.

    Raises
    ------
    SourceError
        There is no such revision, or it does not name a commit.
    """
    try:
        return repository.revparse_single(at).peel(pygit2.Commit)
    except BROKEN as error:
        raise SourceError(
            f"there is no commit {at!r}",
            where=repository.path,
            fix="git log --oneline --all lists what there is; git fetch --unshallow completes a shallow clone",
        ) from error


class GitBacked(Tree):
    """What the tree of a commit and a working copy share: the repository behind them."""

    def __init__(self, repository: pygit2.Repository, head: pygit2.Commit | None, prefix: str, owned: bool) -> None:
        """`head` is the commit whose history counts; `owned`: the repository belongs to whoever runs this."""
        self.prefix = prefix
        self.shallow = repository.is_shallow
        self.remote = _remote(repository)
        self.notes = [] if owned else ["the repository belongs to another user; it is read, nothing in it is run"]
        self._repository = repository
        self._head = head

    def history(self) -> RawHistory | None:
        """The commits that led to the one that was read."""
        return read_history(self._repository, self._head) if self._head else None

    def last_changed(self, paths: Iterable[str], limit: int = 2_000) -> dict[str, datetime]:
        """As `Tree.last_changed`; what a merge merely brought in dates from where it was made."""
        if self._head is None:
            return {}
        lead = f"{self.prefix}/" if self.prefix else ""
        found = last_changed(self._repository, self._head, [lead + path for path in paths], limit)
        return {path[len(lead) :]: when for path, when in found.items()}


def _remote(repository: pygit2.Repository) -> str | None:
    try:
        url = repository.config["remote.origin.url"]
    except (*BROKEN, OSError):
        return None
    return web_base(url) if url else None
