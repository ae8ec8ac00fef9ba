"""An edit of `rung.yaml` that adds keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rung.plan.fixes.base import Edit
from rung.project.adding import with_keys
from rung.project.manifest import MANIFEST_NAME


def keys(text: str, *added: tuple[tuple[str, ...], Mapping[str, Any]]) -> Edit:
    """The file with keys in the mappings at those paths; keys that are there stay as they are."""
    after = text
    for path, values in added:
        after = with_keys(after, path, values)
    return Edit(MANIFEST_NAME, text, after, adds=True)
