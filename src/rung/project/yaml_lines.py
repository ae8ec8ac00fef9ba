"""Reads the YAML of `rung.yaml`: plain values, and the line each key stands on.

Stricter than YAML 1.1: `on`, `yes` and `10:30` are text, a key may stand once, and anchors and aliases are
refused, because a few hundred bytes of them can unfold into gigabytes.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NoReturn

import yaml
from msgspec import Struct

from rung.errors import ManifestError
from rung.project.manifest import MANIFEST_NAME

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 40

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """The safe loader with the scalars of YAML 1.2, and dates."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - as PyYAML declares it


TAG = "tag:yaml.org,2002:"
for _kind, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", [*"tTfF"]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", [*"-+0123456789"]),
    ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$", [*"-+.0123456789"]),
    ("null", r"^(?:~|null|Null|NULL|)$", [*"~nN", ""]),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", [*"0123456789"]),
):
    _Loader.add_implicit_resolver(TAG + _kind, re.compile(_pattern), _first)


def is_text(plain: str) -> bool:
    """Whether those characters, written without quotation marks, are read as a text and not as a number or a date."""
    return not any(pattern.match(plain) for _, pattern in _Loader.yaml_implicit_resolvers.get(plain[:1], ()))


class Document(Struct, frozen=True):
    """What was written, and where."""

    value: dict[str, Any]
    lines: dict[str, int]
    """Line by dotted path, counted from 1; items of a list by their index."""

    def line(self, path: str) -> int:
        """The line of that path, or of the nearest thing that holds it."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path, 1)


def read_document(text: str) -> Document:
    """The mapping that the text holds; an empty text holds an empty one.

    Raises
    ------
    ManifestError
        Not YAML, not a mapping, or one of the things this reader refuses.
    """
    if len(text) > MAX_CHARACTERS:
        refuse(f"larger than {MAX_CHARACTERS:,} characters", 1)
    loader = None
    try:
        _refuse_bombs(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return Document({}, {})
        if not isinstance(node, yaml.MappingNode):
            refuse("not a mapping of keys to values", _line_of(node))
        lines: dict[str, int] = {}
        _note_lines(node, "", lines)
        return Document(loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        refuse(f"not valid YAML: {error.problem or error.context}", mark.line + 1 if mark else 1)
    except (yaml.YAMLError, ValueError) as error:
        # ValueError: a number with thousands of digits, a lone surrogate, a date tagged by hand.
        refuse(f"not valid YAML: {str(error).splitlines()[0]}", 1)
    finally:
        if loader is not None:
            loader.dispose()


def refuse(what: str, line: int, *, fix: str | None = None) -> NoReturn:
    """Raise the error of a manifest at a line."""
    raise ManifestError(what, where=f"{MANIFEST_NAME}:{line}", fix=fix)


def _refuse_bombs(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            refuse("anchors and aliases are not read here", _line_of(event), fix="write the value out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            refuse(f"nested deeper than {MAX_DEPTH} levels", _line_of(event))


def _note_lines(node: yaml.Node, path: str, lines: dict[str, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            line = _line_of(key)
            if not isinstance(key, yaml.ScalarNode):
                refuse("a key must be plain text", line)
            if key.value in keys:
                refuse(f"{key.value} stands twice", line)
            keys.add(key.value)
            # A key such as 2024 or true is text to us, whatever YAML makes of it.
            key.tag = f"{TAG}str"
            inner = f"{path}.{key.value}" if path else key.value
            lines[inner] = line
            _note_lines(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            inner = f"{path}.{index}"
            lines[inner] = _line_of(item)
            _note_lines(item, inner, lines)
    elif node.tag == f"{TAG}timestamp":
        _refuse_false_date(node)


def _line_of(part: yaml.Node | yaml.Event) -> int:
    return part.start_mark.line + 1 if part.start_mark else 1


def _refuse_false_date(node: yaml.Node) -> None:
    try:
        date.fromisoformat(node.value)
    except ValueError as error:
        refuse(f"{node.value} is not a date: {error}", _line_of(node))
