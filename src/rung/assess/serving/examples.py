"""Requests that documents show: the route with a body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rung.assess.parse.python_facts import Value
from rung.assess.paths import is_excluded
from rung.assess.tree.base import Tree

_BLOCK = re.compile(r"^[^\S\n]*+(```|~~~)[^\n]*\n(.*?)^[^\S\n]*+\1", re.M | re.S)
_ASKS = re.compile(r"curl|requests\.|httpx|http (post|put)|fetch\(|invoke|^post ", re.I | re.M)
_BODY = re.compile(r"\{\s*\\?[\"'][\w $.-]+\\?[\"']\s*:|\b\w+=\S")
_MOST = 200_000


class Examples:
    """Blocks of code in Markdown that send something to a route; read when first asked for."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._blocks: list[str] | None = None

    def show(self, route: Sequence[Value]) -> bool:
        """Whether a document shows a request to that path with its fields."""
        path = route[0] if route else None
        if not isinstance(path, str) or len(path.strip("/")) == 0:
            return False
        named = re.compile(re.escape("/" + path.strip("/")) + r"/?(?![\w/-])")
        return any(named.search(block) for block in self._shown())

    def _shown(self) -> list[str]:
        if self._blocks is None:
            texts = [
                self._tree.text(path) or ""
                for path in self._tree.glob("*.md")
                if not is_excluded(path) and (self._tree.entries[path].size or 0) <= _MOST
            ]
            blocks = (match[2] for text in texts for match in _BLOCK.finditer(text))
            self._blocks = [block for block in blocks if _ASKS.search(block) and _BODY.search(block)]
        return self._blocks
