"""The `rung.yaml` of a tree."""

from __future__ import annotations

from msgspec.structs import replace

from rung.assess.tree.base import Tree
from rung.project import Manifest
from rung.project.manifest import MANIFEST_NAME


def read_project_file(tree: Tree) -> Manifest:
    """The tree's `rung.yaml`, or the empty manifest.

    What the file at the root of a repository attests and waives is said of every project in it.

    Raises
    ------
    ManifestError
        It does not fit its schema.
    """
    own = _read(tree, f"{tree.home}/{MANIFEST_NAME}" if tree.home else MANIFEST_NAME)
    # As entries a project sees only its own; the root's is asked for by path.
    above = _read(tree, MANIFEST_NAME) if tree.home else Manifest.empty()
    if not above.attestations and not above.waivers:
        return own
    return replace(own, attestations=(*own.attestations, *above.attestations), waivers=(*own.waivers, *above.waivers))


def _read(tree: Tree, path: str) -> Manifest:
    text = tree.text(path) if path in tree else None
    if text is None:
        return Manifest.empty()
    # msgspec and YAML cost 70 ms, which a repository without the file should not pay.
    from rung.project.reading import read_manifest  # noqa: PLC0415

    return read_manifest(text)
