"""The commit that a project stands on, and its code."""

from __future__ import annotations

import os
from collections.abc import Iterator
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


def own_code(root: Path) -> Iterator[Path]:
    """Python files and notebooks of the project; not those of environments and hidden folders."""
    for folder, below, names in os.walk(root):
        below[:] = [
            each for each in below if not each.startswith(".") and each not in ("node_modules", "site-packages")
        ]
        below[:] = [each for each in below if not os.path.exists(os.path.join(folder, each, "pyvenv.cfg"))]
        yield from (Path(folder, each) for each in names if each.endswith((".py", ".ipynb")))
