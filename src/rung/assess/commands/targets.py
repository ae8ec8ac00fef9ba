"""Console commands that a package declares."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from rung.assess.ci.definitions import Definitions
from rung.assess.commands.base import ScriptTarget
from rung.assess.parse import ini, toml
from rung.assess.paths import is_excluded
from rung.assess.regex import regex
from rung.domain import Place
from rung.errors import UnreadableError

_PLACES = (
    ("project", "scripts"),
    ("project", "gui-scripts"),
    ("tool", "poetry", "scripts"),
    ("tool", "flit", "scripts"),
)
_ENTRY = regex(r"^\s*([\w.-]+)\s*=\s*([\w.]+)\s*:\s*([\w.]+)")


def script_targets(files: Definitions) -> Iterator[ScriptTarget]:
    """Those of pyproject.toml, setup.cfg and setup.py."""
    for path in files.tree.glob("pyproject.toml", "setup.cfg", "setup.py"):
        if is_excluded(path):
            continue
        try:
            text = files.content(path)
            reader = {"l": _from_toml, "g": _from_cfg, "y": _from_setup}[path[-1]]
            yield from reader(path, text)
        except UnreadableError:
            continue


def _from_toml(path: str, text: str) -> Iterator[ScriptTarget]:
    if "scripts" not in text:
        return
    table = toml.read(text)
    for keys in _PLACES:
        node: object = table
        for key in keys:
            node = node.get(key) if isinstance(node, dict) else None
        for name, given in node.items() if isinstance(node, dict) else ():
            reference = given.get("callable", given.get("reference")) if isinstance(given, dict) else given
            if isinstance(reference, str):
                yield from _target(f"{name} = {reference}", Place(path, toml.line_of(text, *keys, name) or 1))


def _from_cfg(path: str, text: str) -> Iterator[ScriptTarget]:
    section = ini.read(text).get("options.entry_points") if "console_scripts" in text else None
    if section:
        for index, line in enumerate(section.values.get("console_scripts", "").split("\n")):
            yield from _target(line, Place(path, section.lines.get("console_scripts", section.line) + index + 1))


def _from_setup(path: str, text: str) -> Iterator[ScriptTarget]:
    if "console_scripts" not in text or len(text) > 200_000:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(module):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "console_scripts":
                    yield from _listed(path, value)


def _listed(path: str, value: ast.expr) -> Iterator[ScriptTarget]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for line in node.value.splitlines():
                yield from _target(line, Place(path, node.lineno))


def _target(line: str, place: Place) -> Iterator[ScriptTarget]:
    found = _ENTRY.match(line)
    if found:
        yield ScriptTarget(found[1], found[2], found[3], place)
