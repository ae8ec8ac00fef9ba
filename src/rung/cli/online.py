"""`--online` where nobody is there to be asked."""

from __future__ import annotations

from pathlib import Path

from rung.errors import UsageError


def refuse_idle_online(address: Path, *, at: str | None = None, worktree: bool = False) -> None:
    """Check that some `rung.yaml` of the project names a server.

    Raises
    ------
    UsageError
        None does, so that nothing would be asked.
    """
    from rung.assess.tree import open_tree
    from rung.project.manifest import MANIFEST_NAME
    from rung.project.reading import read_manifest

    tree = open_tree(address, at=at, worktree=worktree)
    files = [path for path in tree.entries if path.rpartition("/")[2] == MANIFEST_NAME]
    if not any(record.mlflow for path in files for record in read_manifest(tree.text(path) or "").records):
        fix = "name one in rung.yaml, under records: - mlflow: https://…, or leave --online out"
        raise UsageError("no server is named that could be asked", where="--online", fix=fix)
