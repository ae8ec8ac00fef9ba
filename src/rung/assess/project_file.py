"""The `rung.yaml` of a tree."""

from __future__ import annotations

from rung.assess.tree.base import Tree
from rung.project import Manifest
from rung.project.manifest import MANIFEST_NAME


def read_project_file(tree: Tree) -> Manifest:
    """The tree's `rung.yaml`, or the empty manifest.

    Raises
    ------
    ManifestError
        It does not fit its schema.
    """
    path = f"{tree.home}/{MANIFEST_NAME}" if tree.home else MANIFEST_NAME
    text = tree.text(path) if path in tree.entries else None
    if text is None:
        return Manifest.empty()
    # msgspec and YAML cost 70 ms, which a repository without the file should not pay.
    from rung.project.reading import read_manifest  # noqa: PLC0415

    return read_manifest(text)
