"""Going through a syntax tree of Python: what lies right below a node.

Here and in its neighbours classes are compared by identity and not by `isinstance`: this runs for every node of every
file, and a parser makes no subclasses.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from operator import attrgetter
from typing import Any

_NO_NODES = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "kind", "type_comment", "conversion", "is_async"})
"""Fields that hold text, numbers, operators or contexts."""
_BELOW: dict[type[ast.AST], Callable[[Any], list[ast.AST]]] = {
    ast.Attribute: lambda node: [node.value],
    ast.BinOp: lambda node: [node.left, node.right],
    ast.BoolOp: lambda node: node.values,
    ast.Call: lambda node: [node.func, *node.args, *node.keywords],
    ast.Compare: lambda node: [node.left, *node.comparators],
    ast.JoinedStr: lambda node: node.values,
    ast.List: lambda node: node.elts,
    ast.Starred: lambda node: [node.value],
    ast.Subscript: lambda node: [node.value, node.slice],
    ast.Tuple: lambda node: node.elts,
    ast.UnaryOp: lambda node: [node.operand],
    ast.keyword: lambda node: [node.value],
}
"""What most nodes are, said outright: to find out which fields hold nodes takes twice as long."""
_FIELDS: dict[type[ast.AST], Callable[[ast.AST], tuple[Any, ...]]] = {}


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below, in the order of the source, without operators and contexts. Not to be changed."""
    below = _BELOW.get(node.__class__)
    if below is not None:
        return below(node)
    fields = _FIELDS.get(node.__class__) or _fields(node.__class__)
    found: list[ast.AST] = []
    for child in fields(node):
        if child.__class__ is list:
            if child:
                found += [each for each in child if isinstance(each, ast.AST)]
        elif isinstance(child, ast.AST):
            found.append(child)
    return found


def _fields(kind: type[ast.AST]) -> Callable[[ast.AST], tuple[Any, ...]]:
    """What gives all fields of such a node at once; learnt when the first of its kind is met."""
    names = [name for name in kind._fields if name not in _NO_NODES]
    # Of a single field `attrgetter` would give the bare value, so one is asked for that every node has.
    fields = attrgetter(*names, "__doc__", "__doc__") if names else lambda _: ()
    _FIELDS[kind] = fields
    return fields
