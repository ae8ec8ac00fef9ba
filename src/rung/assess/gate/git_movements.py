"""Which files lay where at two commits, as git sees it."""

from __future__ import annotations

import pygit2

from rung.assess.gate.movements import Movements
from rung.assess.tree.git_history import BROKEN


def movements_between(old: pygit2.Commit, new: pygit2.Commit) -> Movements:
    """The files of both, and those that git takes for the same under another name."""
    return Movements(_files(old.tree), _files(new.tree), _renames(old.tree.diff_to_tree(new.tree)))


def _files(tree: pygit2.Tree) -> frozenset[str]:
    found: list[str] = []
    folders: list[tuple[str, pygit2.Tree]] = [("", tree)]
    while folders:
        lead, folder = folders.pop()
        for entry in folder:
            path = f"{lead}{_name(entry.raw_name)}"
            if isinstance(entry, pygit2.Tree):
                folders.append((f"{path}/", entry))
            else:
                found.append(path)
    return frozenset(found)


def _renames(difference: pygit2.Diff) -> dict[str, str]:
    """Old path → new path; none where a partial clone lacks what would have to be compared."""
    try:
        difference.find_similar()
    except BROKEN:
        return {}
    renamed = [each for each in difference.deltas if each.status == pygit2.enums.DeltaStatus.RENAMED]
    return {_name(each.old_file.raw_path): _name(each.new_file.raw_path) for each in renamed}


def _name(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "surrogateescape")
