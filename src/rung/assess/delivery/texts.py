"""The text of configuration files of the project itself, each read once and only when it is small."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.paths import Role, is_aside, is_excluded, role
from rung.assess.tree.base import Tree
from rung.domain import Place

_MOST = 150_000
_NOT = re.compile(r"(^|/)(package(-lock)?\.json|mkdocs\.ya?ml|poetry\.lock|\.pre-commit-config\.yaml)$")


def texts(tree: Tree, *suffixes: str) -> Iterator[tuple[str, str]]:
    """Path and text of the files that end in one of these."""
    for path, entry in tree.entries.items():
        if (
            not path.endswith(suffixes)
            or (entry.size or 0) > _MOST
            or is_excluded(path)
            or is_aside(path)
            or _NOT.search(path)
        ):
            continue
        if role(path) in (Role.DATA, Role.TEST):
            continue
        text = tree.text(path)
        if text:
            yield path, text


def place_at(path: str, text: str, at: int) -> Place:
    """The line of a position."""
    return Place(path, text.count("\n", 0, at) + 1)
