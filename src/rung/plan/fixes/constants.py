"""Plain values that code sets by name: what a file of parameters could hold."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence

Value = str | int | float | bool


def constants(module: ast.Module) -> dict[str, Value]:
    """Names that one line at the top level sets to a number, a text or a truth value."""
    found: dict[str, Value] = {}
    for node in module.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = plain(node.value)
            if value is not None:
                found[node.targets[0].id] = value
    return found


def defaults(module: ast.Module, function: str) -> dict[str, Value]:
    """Plain defaults of a function's arguments."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            given = node.args
            pairs = list(zip(reversed(given.args), reversed(given.defaults), strict=False))[::-1]
            pairs += [(name, each) for name, each in zip(given.kwonlyargs, given.kw_defaults, strict=True) if each]
            values = {name.arg: plain(each) for name, each in pairs}
            return {name: each for name, each in values.items() if each is not None}
    return {}


def set_once(modules: Sequence[ast.Module]) -> set[str]:
    """Names that are assigned at one place only, and read somewhere."""
    stored: Counter[str] = Counter()
    read: set[str] = set()
    for module in modules:
        for node in ast.walk(module):
            if isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Load):
                    read.add(node.id)
                else:
                    stored[node.id] += 1
    return {name for name, times in stored.items() if times == 1 and name in read}


def plain(node: ast.expr) -> Value | None:
    """The value of a literal; `None` for everything else."""
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, str | int | float | bool) else None
