"""Going through a syntax tree of Python: what lies right below a node."""

from __future__ import annotations

import ast

_CHILDREN: dict[type[ast.AST], tuple[str, ...]] = {}


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below, in the order of the source, without operators and contexts."""
    kind = node.__class__
    fields = _CHILDREN.get(kind)
    if fields is None:
        fields = _CHILDREN[kind] = tuple(name for name in kind._fields if name not in ("ctx", "op", "ops"))
    found: list[ast.AST] = []
    for name in fields:
        child = getattr(node, name, None)
        if isinstance(child, ast.AST):
            found.append(child)
        elif child.__class__ is list:
            found += [each for each in child if isinstance(each, ast.AST)]
    return found
