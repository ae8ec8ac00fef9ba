"""The code of notebooks and scripts, read with `ast`."""

from __future__ import annotations

import ast
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from rung.assess.tree import Tree


def code_of(text: str) -> list[str]:
    """The text of each code cell, in order; none where it is no notebook."""
    try:
        cells = json.loads(text)["cells"]
        return [_joined(each.get("source", "")) for each in cells if each.get("cell_type") == "code"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []


def parsed(code: str) -> ast.Module | None:
    """The syntax tree without magics and shell lines; `None` where it is not Python."""
    lines = [] if code.lstrip().startswith("%%") else code.splitlines()
    plain = "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in lines)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def modules_imported(tree: Tree) -> list[str]:
    """Top-level modules that the project's code imports and that are neither its own nor Python's."""
    own = {part.removesuffix(".py") for path in tree.glob("*.py") for part in path.split("/")}
    found: dict[str, None] = {}
    for path in tree.glob("*.py", "*.ipynb"):
        text = tree.text(path) or ""
        for code in code_of(text) if path.endswith(".ipynb") else [text]:
            module = parsed(code)
            found |= dict.fromkeys(_imports(module) if module else ())
    return sorted(each for each in found if each not in own and each not in sys.stdlib_module_names)


def _imports(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def _joined(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)
