"""The code of notebooks and scripts, read with `ast`."""

from __future__ import annotations

import ast
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from rung.assess.tree import Tree


def code_cells(text: str) -> list[dict[str, Any]]:
    """The code cells, in order, each with `source` and a mapping of `metadata`; none where it is no notebook."""
    try:
        found = [each for each in json.loads(text)["cells"] if each.get("cell_type") == "code"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
    sound = all(isinstance(each.get("metadata", {}), dict) and _is_text(each.get("source")) for each in found)
    return found if sound else []


def code_of(text: str) -> list[str]:
    """The text of each code cell, in order; none where it is no notebook."""
    return [each["source"] if isinstance(each["source"], str) else "".join(each["source"]) for each in code_cells(text)]


def tags_of(cell: dict[str, Any]) -> list[str]:
    """The tags of a cell."""
    tags = cell.get("metadata", {}).get("tags")
    return tags if isinstance(tags, list) else []


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


def _is_text(source: Any) -> bool:
    return isinstance(source, str) or (isinstance(source, list) and all(isinstance(each, str) for each in source))
