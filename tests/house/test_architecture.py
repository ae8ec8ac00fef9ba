"""Names that ARCHITECTURE.md and CONTRIBUTING.md put between backticks exist."""

from __future__ import annotations

import ast
import re
from importlib.util import find_spec

import pytest

from house.source import MODULES, PACKAGE, ROOT, tree

PAGES = ["ARCHITECTURE.md", "CONTRIBUTING.md"]
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
DOTTED = re.compile(r"rung(\.\w+)+")
NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?(\(\))?")
ROOMS = {path.stem for path in PACKAGE.iterdir()}
COMMANDS = ("make ", "rung ", "git ", "pip ")


def spans() -> list[tuple[str, str]]:
    """Page and text of everything between single backticks, outside fenced blocks; commands and patterns left out."""
    return [
        (page, text)
        for page in PAGES
        for text in dict.fromkeys(SPAN.findall(FENCE.sub("", (ROOT / page).read_text(encoding="utf-8"))))
        if not text.startswith(COMMANDS) and "<" not in text
    ]


def defined() -> set[str]:
    """`Class`, `function`, `CONSTANT` and `Class.method` names of the package."""
    names: set[str] = set()
    for path in MODULES:
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef):
                names |= {node.name, *(f"{node.name}.{each.name}" for each in node.body if hasattr(each, "name"))}
            elif isinstance(node, ast.FunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.Assign):
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def is_entry_point_group(text: str) -> bool:
    """Whether the package looks for plug-ins in an entry point group of that name."""
    return any(f'"{text}"' in path.read_text(encoding="utf-8") for path in MODULES)


@pytest.mark.parametrize(("page", "text"), spans(), ids=lambda value: value)
def test_what_is_named_exists(page: str, text: str) -> None:
    message = f"{page} speaks of `{text}`, which does not exist (any more): a map that is wrong is worse than none"
    if DOTTED.fullmatch(text):
        assert is_entry_point_group(text) or find_spec(text), message
    elif "/" in text or ("." in text and (ROOT / text).suffix in {".md", ".yaml", ".toml", ".in", ".py"}):
        mirrored = ROOT / text.replace(
            "tests/", "src/rung/", 1
        )  # tests mirror the package, and git keeps no empty folder
        assert (ROOT / text).exists() or mirrored.exists() or text == "rung.yaml", message
    elif NAME.fullmatch(text):
        assert text.removesuffix("()") in defined() | ROOMS, message
    else:
        pytest.fail(f"{page}: say `{text}` in words, or name something that can be checked")
