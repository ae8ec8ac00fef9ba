"""YAML as plain values that know their lines; nothing is constructed, no bomb goes off.

Values are built from the parser's events on a stack of our own, so neither deep nesting nor aliases can exhaust
the interpreter. Keys stay as written (`on` is `"on"`), unknown tags give their plain content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import yaml

from rung.assess.parse.unreadable import refuse_large, unreadable
from rung.assess.parse.yaml_scalars import plain_value, tagged_value
from rung.assess.parse.yaml_templates import PLACEHOLDER, blank_templates
from rung.errors import UnreadableError

__all__ = ["PLACEHOLDER", "YamlList", "YamlMap", "find", "line_of", "read", "read_templated"]

MAX_DEPTH = 100
MAX_EXPANDED = 200_000
_LONGEST_KEPT = 250_000
"""Nodes that aliases may stand for, all together, before a text counts as a bomb."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlMap(dict[str, object]):
    """A mapping; `line` is where it starts and `lines` where each key stands, from 1."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class YamlList(list[object]):
    """A sequence; `line` is where it starts and `lines` where each item stands, from 1."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def read(text: str, *, what: str = "YAML") -> list[object]:
    """All documents of a text; raises `UnreadableError` for what is not YAML, or is a bomb.

    Several collectors look into the same files: what was read last is kept, so nobody may change it.
    """
    refuse_large(text, what)
    if len(text) > _LONGEST_KEPT:
        return _read(text, what)
    try:
        return _kept(text)
    except UnreadableError:
        return _read(text, what)  # fails again, and says what this reader calls it


def _read(text: str, what: str) -> list[object]:
    loader = _LOADER(text.encode("utf-8", "replace"))
    builder = _Builder(what)
    try:
        next_event, take = loader.get_event, builder.take_by_type.get
        while (event := next_event()) is not None:
            if act := take(type(event)):
                act(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
        raise unreadable(what, problem, mark.line + 1 if mark else 0) from None
    finally:
        loader.dispose()
    return builder.documents


@lru_cache(maxsize=512)
def _kept(text: str) -> list[object]:
    return _read(text, "YAML")


def read_templated(text: str, *, what: str = "YAML template") -> list[object]:
    """As `read`, for Helm and Jinja templates: expressions become `PLACEHOLDER`, control lines vanish."""
    refuse_large(text, what)
    return read(blank_templates(text), what=what)


def line_of(value: object, *keys: str | int) -> int:
    """Line of the last key of a path that is there; 0 when not even the first value knows its line."""
    line = getattr(value, "line", 0)
    for key in keys:
        if isinstance(value, YamlMap) and key in value:
            line, value = value.lines.get(str(key), line), value[str(key)]
        elif isinstance(value, YamlList) and isinstance(key, int) and 0 <= key < len(value):
            line, value = value.lines[key], value[key]
        else:
            break
    return int(line)


def find(value: object, key: str) -> Iterator[tuple[object, int]]:
    """Every value under that key at any depth, with the key's line, in the order of the text."""
    stack: list[object] = [value]
    for _ in range(MAX_EXPANDED):
        if not stack:
            return
        here = stack.pop()
        if isinstance(here, YamlMap):
            if key in here:
                yield here[key], here.lines.get(key, here.line)
            inner = [each for each in here.values() if isinstance(each, (YamlMap, YamlList))]
        elif isinstance(here, list):
            inner = [each for each in here if isinstance(each, (YamlMap, YamlList))]
        else:
            continue
        inner.reverse()
        stack += inner


class _Open:
    """A collection that is still being filled."""

    __slots__ = ("anchor", "height", "key", "key_line", "keyed", "merges", "size", "value")

    def __init__(self, value: YamlMap | YamlList, anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.size = 1
        self.height = 1
        self.keyed = False
        self.key: str | None = None
        self.key_line = 0
        self.merges: list[object] = []


class _Builder:
    """Turns events into values."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.documents: list[object] = []
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[object, str | None, int, int]] = {}
        self.opened: set[str] = set()
        self.expanded = 0
        self.take_by_type: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: lambda event: self._open(YamlMap(event.start_mark.line + 1), event),
            yaml.SequenceStartEvent: lambda event: self._open(YamlList(event.start_mark.line + 1), event),
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: lambda event: self.anchors.clear(),
        }

    def _scalar(self, event: Any) -> None:
        raw = event.value
        if event.tag:
            value = tagged_value(event.tag, raw, plain=not event.style)
        else:
            value = raw if event.style else plain_value(raw)
        if event.anchor:
            self.anchors[event.anchor] = (value, raw, 1, 0)
        self._put(value, raw, event.start_mark.line + 1, 1, 0)

    def _open(self, value: YamlMap | YamlList, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise unreadable(self.what, f"nested more than {MAX_DEPTH} deep", value.line)
        if event.anchor:
            self.opened.add(event.anchor)
        self.stack.append(_Open(value, event.anchor))

    def _close(self, event: Any) -> None:
        done = self.stack.pop()
        value = done.value
        if isinstance(value, YamlMap) and done.merges:
            _merge(value, done.merges)
        if done.anchor:
            self.opened.discard(done.anchor)
            self.anchors[done.anchor] = (value, None, done.size, done.height)
        self._put(value, None, value.line, done.size, done.height)

    def _alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor in self.opened:
            raise unreadable(self.what, f"the alias *{event.anchor} holds itself", line)
        if event.anchor not in self.anchors:
            raise unreadable(self.what, f"the alias *{event.anchor} has no anchor", line)
        value, raw, size, height = self.anchors[event.anchor]
        self.expanded += size
        if self.expanded > MAX_EXPANDED:
            raise unreadable(self.what, f"its aliases stand for more than {MAX_EXPANDED:,} values", line)
        if len(self.stack) + height > MAX_DEPTH:
            raise unreadable(self.what, f"nested more than {MAX_DEPTH} deep", line)
        self._put(value, raw, line, size, height)

    def _put(self, value: object, raw: str | None, line: int, size: int, height: int) -> None:
        if not self.stack:
            self.documents.append(value)
            return
        parent = self.stack[-1]
        parent.size += size
        if height >= parent.height:
            parent.height = height + 1
        holder = parent.value
        if isinstance(holder, YamlList):
            holder.append(value)
            holder.lines.append(line)
        elif not parent.keyed:
            parent.keyed, parent.key, parent.key_line = True, raw, line
        else:
            parent.keyed = False
            if parent.key == "<<":
                parent.merges.append(value)
            elif parent.key is not None:
                holder[parent.key] = value
                holder.lines[parent.key] = parent.key_line


def _merge(into: YamlMap, merges: list[object]) -> None:
    """Fill in what `<<` brings; a key of the mapping itself, or of an earlier merge, wins."""
    for merged in merges:
        for source in merged if isinstance(merged, YamlList) else (merged,):
            if isinstance(source, YamlMap):
                for key, value in source.items():
                    if key not in into:
                        into[key] = value
                        into.lines[key] = source.lines.get(key, source.line)
