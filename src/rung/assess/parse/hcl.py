"""Terraform and OpenTofu files as nested blocks; expressions stay text. Unbalanced braces are tolerated."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator

from msgspec import Struct, field

from rung.assess.parse import jsonc
from rung.assess.parse.hcl_expression import expression_end, skip_line
from rung.assess.parse.unreadable import refuse_large, unreadable
from rung.assess.regex import regex

MAX_DEPTH = 100
MAX_BLOCKS = 20_000
_SPACE = regex(r"(?:\s++|#[^\n]*+|//[^\n]*+|/\*.*?(?:\*/|\Z))++", re.S)
_ATTRIBUTE = regex(r"([\w-]+|\"[^\"\n]*\")[ \t]*=(?![=>])[ \t]*")
_HEADER = regex(r"([A-Za-z_][\w-]*+)((?:[ \t]*+(?:\"[^\"\n]*+\"|[A-Za-z_][\w.-]*+))*+)\s*+\{")
_KEY = regex(r'"((?:[^"\\\n]++|\\.)*+)"\s*+:')
_LABEL = regex(r"\"([^\"\n]*)\"|([\w.-]+)")


class Block(Struct):
    """`kind "label" "label" { … }`."""

    kind: str
    labels: tuple[str, ...]
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    """Name → the expression as written."""
    lines: dict[str, int] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def all(self, kind: str) -> Iterator[Block]:
        """Blocks of that kind right inside."""
        return (block for block in self.blocks if block.kind == kind)

    def walk(self) -> Iterator[Block]:
        """The block itself and all inside it, at any depth."""
        stack = [self]
        while stack:
            block = stack.pop()
            yield block
            stack.extend(reversed(block.blocks))

    def value(self, name: str) -> str:
        """An attribute without its quotes; empty when it is not there."""
        return self.attributes.get(name, "").strip().strip('"')


def read(text: str) -> tuple[Block, ...]:
    """The top-level blocks of a `.tf` file; attributes outside any block (`.tfvars`) stand in a block of kind `""`."""
    refuse_large(text, "Terraform")
    root = Block("", (), 1)
    stack = [root]
    at, line, count = 0, 1, 0
    while at < len(text):
        space = _SPACE.match(text, at)
        if space:
            line += text.count("\n", at, space.end())
            at = space.end()
            continue
        start = at
        if attribute := _ATTRIBUTE.match(text, at):
            end, at = expression_end(text, attribute.end())
            name = attribute.group(1).strip('"')
            stack[-1].attributes[name] = text[attribute.end() : end].strip()
            stack[-1].lines[name] = line
        elif header := _HEADER.match(text, at):
            at = header.end()
            count += 1
            _open(stack, header, line, count)
        elif text[at] == "}":
            at += 1
            if len(stack) > 1:
                stack.pop()
        else:
            at = skip_line(text, at)
        line += text.count("\n", start, at)
    return (*root.blocks, root) if root.attributes else tuple(root.blocks)


def read_json(text: str) -> tuple[Block, ...]:
    """The same for `.tf.json`."""
    value = jsonc.read(text, what="Terraform JSON")
    if not isinstance(value, dict):
        raise unreadable("Terraform JSON", "is not an object", 1)
    lines = _key_lines(text)
    blocks: list[Block] = []
    for kind, inside in value.items():
        for block in _unlabelled(kind, inside, _LABELS.get(kind, 0), ()):
            block.line = _line(lines, (kind, *block.labels))
            blocks.append(block)
            if len(blocks) > MAX_BLOCKS:
                raise unreadable("Terraform JSON", f"more than {MAX_BLOCKS:,} blocks")
    return tuple(blocks)


_LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "moved": 0, "check": 1}


def _key_lines(text: str) -> dict[str, list[int]]:
    """The lines on which each key stands, rising."""
    lines: dict[str, list[int]] = {}
    line, at = 1, 0
    for found in _KEY.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        lines.setdefault(found.group(1), []).append(line)
    return lines


def _line(lines: dict[str, list[int]], path: tuple[str, ...]) -> int:
    """Line of the last key of a path, looking for each key from the line of the one before it."""
    line = 0
    for key in path:
        known = lines.get(key, [])
        index = bisect_left(known, line)
        line = known[index] if index < len(known) else line
    return line


def _open(stack: list[Block], header: re.Match[str], line: int, count: int) -> None:
    if len(stack) > MAX_DEPTH or count > MAX_BLOCKS:
        raise unreadable("Terraform", "too many or too deeply nested blocks", line)
    labels = tuple(quoted or bare for quoted, bare in _LABEL.findall(header.group(2)))
    block = Block(header.group(1), labels, line)
    stack[-1].blocks.append(block)
    stack.append(block)


def _unlabelled(kind: str, value: object, labels: int, have: tuple[str, ...]) -> Iterator[Block]:
    if isinstance(value, list):
        for each in value:
            yield from _unlabelled(kind, each, labels, have)
    elif isinstance(value, dict) and labels:
        for name, inside in value.items():
            yield from _unlabelled(kind, inside, labels - 1, (*have, str(name)))
    elif isinstance(value, dict):
        block = Block(kind, have, 0)
        for name, inside in value.items():
            if isinstance(inside, dict) or (isinstance(inside, list) and inside and isinstance(inside[0], dict)):
                block.blocks += _unlabelled(str(name), inside, 0, ())
            block.attributes[str(name)] = inside if isinstance(inside, str) else json.dumps(inside)[:2_000]
        yield block
