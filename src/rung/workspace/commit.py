"""The commit that a project stands on."""

from __future__ import annotations

from pathlib import Path

import pygit2


def commit_of(root: Path) -> str | None:
    """Its id; `None` without a repository, or before the first commit."""
    try:
        found = pygit2.discover_repository(str(root))
        repository = pygit2.Repository(found) if found else None
        return None if repository is None or repository.head_is_unborn else str(repository.head.target)
    except pygit2.GitError:
        return None
