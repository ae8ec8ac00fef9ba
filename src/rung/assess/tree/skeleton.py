"""Whether most of a tree is what a generator of projects fills in."""

from __future__ import annotations

from rung.assess.regex import regex
from rung.assess.tree.base import Tree

_READ_BY_GENERATORS = (
    "cookiecutter.json", "copier.yml", "copier.yaml", "copier.toml", "databricks_template_schema.json",
)  # fmt: skip
_TESTED = regex(r"(^|/)(tests?|features|spec|docs?)/")
_DEEP = 2
"""Folders above a skeleton that is what the repository offers; deeper ones are parts of a tool."""


def skeleton(tree: Tree) -> str:
    """What a project generator reads, when most of the tree is generated from it; else empty."""
    found = [path for path in tree.glob(*_READ_BY_GENERATORS) if not _TESTED.search(path) and path.count("/") < _DEEP]
    if found and ("/" not in found[0] or len(found) > 1):
        return found[0]
    braced = [path for path in tree.entries if "{{" in path.rpartition("/")[0] and not _TESTED.search(path)]
    return f"{braced[0].partition('}}')[0]}}}}}" if len(braced) >= max(5, len(tree.entries) // 4) else ""
