"""Going through a syntax tree of Python: what lies right below a node.

Here and in its neighbours classes are compared by identity and not by `isinstance`: this runs for every node of every
file, and a parser makes no subclasses.
"""

from __future__ import annotations

import ast

_NO_NODES = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "kind", "type_comment", "conversion", "simple"})
"""Fields that hold text, numbers, operators or contexts."""
_CHILDREN: dict[type[ast.AST], tuple[str, ...]] = {}


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below, in the order of the source, without operators and contexts."""
    kind = node.__class__
    fields = _CHILDREN.get(kind)
    if fields is None:
        fields = _CHILDREN[kind] = tuple(name for name in kind._fields if name not in _NO_NODES)
    found: list[ast.AST] = []
    for name in fields:
        child = getattr(node, name, None)
        if child.__class__ is list:
            for each in child:
                if isinstance(each, ast.AST):
                    found.append(each)  # noqa: PERF401 - most lists are empty, and a comprehension costs a frame
        elif isinstance(child, ast.AST):
            found.append(child)
    return found
