"""The source for the workspace of a measured project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from rung.assess.records.base import Reading, Seen, Source
from rung.assess.records.own.finding import NowhereError, found_store
from rung.assess.records.own.source import WORKSPACE, Own, OwnStore
from rung.assess.tree.base import Tree
from rung.project import Manifest
from rung.store.chain import Anchor

ANCHORS = "audit-anchors.jsonl"
"""Where `rung audit anchor` writes; in git it lies where nobody who changes the store can change it unseen."""


def own_source(
    tree: Tree, manifest: Manifest, root: Path, written: str | None, *, online: bool, alone: bool
) -> Source | Reading | None:
    """The store; what stands in its way; or `None` where nothing was recorded yet. Parameters as `found_store` says."""
    try:
        found = found_store(root, written, online=online, alone=alone)
    except NowhereError as error:
        return Reading(Seen(WORKSPACE, problems=(str(error),)))
    if found is None:
        return None
    store, name = found
    own = Own(
        manifest.project or root.resolve().name,
        frozenset(_section(manifest, "datasets")),
        frozenset(filter(None, (_text(_section(manifest, "model").get("name")),))),
    )
    shared = isinstance(store, str) and "://" in (written or "").partition(" ")[2]
    return OwnStore(store, name, own, _anchors(tree), shared=shared)


def _anchors(tree: Tree) -> list[Anchor]:
    """Those that are committed beside `rung.yaml`; a line that is none is passed over, and vouches for nothing."""
    text = tree.text(ANCHORS) if ANCHORS in tree and tree.commit is not None else None
    found = []
    for line in (text or "").splitlines():
        try:
            found.append(msgspec.json.decode(line, type=Anchor))
        except (msgspec.MsgspecError, UnicodeEncodeError):
            continue
    return found


def _section(manifest: Manifest, name: str) -> Mapping[str, object]:
    value = manifest.sections.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
