"""Whether a working copy has changes that its last commit lacks."""

from __future__ import annotations

from pathlib import Path


def is_dirty(address: Path) -> bool:
    """Whether a tracked file differs from the last commit; `False` where that cannot be told."""
    import pygit2

    from rung.assess.tree.git_backed import open_repository
    from rung.assess.tree.git_pipes import may_compare
    from rung.assess.tree.site import existing_folder, find_site
    from rung.errors import RungError

    try:
        site = find_site(existing_folder(address))
        if site is None or site.work_folder is None:
            return False
        repository = open_repository(site.opens_at)
        return may_compare(repository) and bool(repository.status(untracked_files="no"))
    except (RungError, pygit2.GitError, OSError, ValueError, KeyError):
        return False
