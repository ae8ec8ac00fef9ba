"""A file is about one thing, says which, and is named after it."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Callable
from pathlib import Path

import pytest

from house.source import MODULES, PACKAGE, name, tree

LONGEST_FILE = 450
LONGEST_ROOM_FRONT = 30
GRAB_BAGS = {"util", "helper", "manager", "handler", "processor", "common", "core", "misc", "model", "base_utils"}

every_module = pytest.mark.parametrize("path", MODULES, ids=name)


@every_module
def test_says_what_it_is_about(path: Path) -> None:
    assert ast.get_docstring(tree(path)), f"{name(path)}: the first line of a module says what the reader finds in it"


@every_module
def test_is_not_too_long(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{name(path)} has {lines} lines: split it by what it is about, not by size"


@every_module
def test_is_named_after_what_it_holds(path: Path) -> None:
    words = {part.rstrip("s") for part in path.relative_to(PACKAGE).with_suffix("").parts}
    bags = words & GRAB_BAGS
    assert not bags, f"{name(path)}: {bags} says nothing about what lies in it, so everything ends up there"


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=name)
def test_the_front_of_a_room_is_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_ROOM_FRONT, f"{name(path)} has {lines} lines: it names what the room offers, no more"


def test_every_folder_is_a_package() -> None:
    bare = {path.parent for path in MODULES if not (path.parent / "__init__.py").exists()}
    assert not bare, f"without `__init__.py` the import contracts do not see {[name(path) for path in bare]}"


def test_only_the_command_line_prints() -> None:
    found = [
        f"{name(path)}:{node.lineno}"
        for path in MODULES
        if PACKAGE / "cli" not in path.parents
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not found, f"a room returns what it found and the command line shows it; print() in {found}"


def test_reports_sizes(record_property: Callable[[str, object], None]) -> None:
    """Medians for the reader of the report; only the longest file is held to a limit, above."""
    functions = [
        node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    files = [len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES]
    record_property("file_median_lines", statistics.median(files))
    record_property("function_median_lines", statistics.median(functions))
    record_property("functions_over_50_lines", sum(length > 50 for length in functions) / len(functions))
    assert files
    assert functions
