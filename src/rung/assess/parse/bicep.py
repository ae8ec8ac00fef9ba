"""Azure Bicep files: resources, modules and parameters, read line by line."""

from __future__ import annotations

import re

from msgspec import Struct, field

from rung.assess.parse.unreadable import refuse_large
from rung.assess.regex import regex

MAX_DECLARATIONS = 5_000
_MAX_DEPTH = 50
_DECLARATION = regex(r"\s*(resource|module)\s+(\w+)\s+'([^'\n]*)'\s*(existing\s*)?=\s*(.*)")
_PARAMETER = regex(r"\s*param\s+(\w+)\s+(\S+)(?:\s*=\s*(.*))?")
_OUTPUT = regex(r"\s*output\s+(\w+)\s")
_PROPERTY = regex(r"\s*('?[\w.$-]+'?)\s*:\s*(.*)")
_QUIET = regex(r"'(?:[^'\\\n]|\\.)*'|//[^\n]*|/\*.*?(?:\*/|\Z)|'''.*?(?:'''|\Z)", re.S)


class Resource(Struct):
    """One `resource` or `module`."""

    symbol: str
    type: str
    """`Microsoft.MachineLearningServices/workspaces` without its version; the path, for a module."""
    version: str
    line: int
    module: bool
    existing: bool
    properties: dict[str, str] = field(default_factory=dict)
    """Dotted path → the expression as written: `properties.sku.name`; items of lists share the path of the list."""
    lines: dict[str, int] = field(default_factory=dict)


class Bicep(Struct, frozen=True):
    """One file."""

    resources: tuple[Resource, ...]
    params: dict[str, str]
    """Name → default as written, empty where there is none."""
    outputs: tuple[str, ...]


def read(text: str) -> Bicep:
    """The declarations of a Bicep file; what is not understood is passed over."""
    refuse_large(text, "Bicep")
    reader = _Reader()
    visible = _QUIET.sub(_without_comment, text)
    for number, line in enumerate(visible.split("\n"), 1):
        if len(reader.resources) < MAX_DECLARATIONS:
            reader.take(number, line.rstrip())
    return Bicep(tuple(reader.resources), reader.params, tuple(reader.outputs))


class _Reader:
    """Takes one line after another."""

    def __init__(self) -> None:
        self.resources: list[Resource] = []
        self.params: dict[str, str] = {}
        self.outputs: list[str] = []
        self.open: list[tuple[Resource, list[str]]] = []

    def take(self, number: int, line: str) -> None:
        """Take a line without comments."""
        declared = _DECLARATION.match(line)
        if declared:
            self._declare(number, declared)
        elif self.open:
            self._inside(number, line)
        elif parameter := _PARAMETER.match(line):
            self.params[parameter.group(1)] = (parameter.group(3) or "").strip()
        elif output := _OUTPUT.match(line):
            self.outputs.append(output.group(1))

    def _declare(self, number: int, declared: re.Match[str]) -> None:
        kind, symbol, full, existing, rest = declared.groups()
        name, _, version = full.partition("@") if kind == "resource" else (full, "", "")
        found = Resource(symbol, name, version, number, kind == "module", bool(existing))
        self.resources.append(found)
        depth = _balance(rest)
        if depth > 0 and len(self.open) < _MAX_DEPTH:
            self.open.append((found, [""] * depth))

    def _inside(self, number: int, line: str) -> None:
        resource, path = self.open[-1]
        found = _PROPERTY.match(line)
        name = found.group(1).strip("'") if found else ""
        value = found.group(2) if found else line.strip()
        if found and len(path) <= _MAX_DEPTH:
            full = ".".join([each for each in path if each] + [name])
            resource.properties.setdefault(full, value)
            resource.lines.setdefault(full, number)
        change = _balance(value if found else line)
        for _ in range(min(change, _MAX_DEPTH)):
            path.append(name)
            name = ""
        if change < 0:
            del path[change:]
        if not path:
            self.open.pop()


def _balance(text: str) -> int:
    bare = _QUIET.sub("", text)
    return sum(bare.count(each) for each in "{[(") - sum(bare.count(each) for each in "}])")


def _without_comment(found: re.Match[str]) -> str:
    piece = found.group()
    return piece.replace("\n", " ") + "\n" * piece.count("\n") if piece[0] == "'" else "\n" * piece.count("\n")
