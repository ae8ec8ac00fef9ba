"""Whether a project has a workspace of Rung's own."""

from __future__ import annotations

import os

from rung.project import Manifest

STORE = ".rung/store.db"
"""Where a project keeps its store when its `rung.yaml` does not say."""


def has_workspace(root: str | os.PathLike[str], manifest: Manifest) -> bool:
    """Whether there is anything to look for: one question to the disk, and nothing is imported for it."""
    return manifest.sections.get("workspace") is not None or os.path.lexists(os.path.join(root, STORE))
