"""Writes YAML as a person would: in the given order, short things on one line, with comments where they belong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from rung.data.contracts.comments import END, Note
from rung.project.yaml_lines import is_text

WIDTH = 110
FLAT = frozenset({"logicalTypeOptions", "arguments", "implementation", "quality", "slaProperties", "enum"})
"""Keys whose mappings, or whose items, stand on one line where they fit."""
_PLAIN = Note()


def emit(document: Mapping[str, Any], notes: Mapping[str, Note]) -> str:
    """The text; reading it gives the same document and the same notes."""
    lines: list[str] = []
    for key, value in document.items():
        entry = list(_entry(key, value, key, 0, notes))
        if lines and len(entry) > 1:
            lines.append("")
        lines += entry
    ending = notes.get(END, _PLAIN).above
    return "\n".join([*lines, *_above(ending, 0)]) + "\n"


def _entry(key: str, value: Any, path: str, depth: int, notes: Mapping[str, Note]) -> Iterator[str]:
    note = notes.get(path, _PLAIN)
    yield from _above(note.above, depth)
    head = f"{'  ' * depth}{_scalar(key)}:"
    short = _short(value, path, len(head), notes, key in FLAT or isinstance(value, list))
    if short is not None:
        yield _beside(f"{head} {short}", note)
        return
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value) and not _noted(path, notes):
        yield from _wrapped(head, value, depth, note)
        return
    yield _beside(head, note)
    yield from _inside(value, path, depth + 1, notes, key in FLAT)


def _inside(value: Any, path: str, depth: int, notes: Mapping[str, Note], flat: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _entry(key, inner, f"{path}.{key}", depth, notes)
        return
    for index, item in enumerate(value):
        yield from _item(item, f"{path}.{index}", depth, notes, flat)


def _item(item: Any, path: str, depth: int, notes: Mapping[str, Note], flat: bool) -> Iterator[str]:
    note = notes.get(path, _PLAIN)
    yield from _above(note.above, depth)
    dash = f"{'  ' * depth}- "
    short = _short(item, path, len(dash), notes, flat or isinstance(item, list))
    if short is not None:
        yield _beside(f"{dash}{short}", note)
        return
    lines = list(_inside(item, path, depth + 1, notes, False))
    first = next(index for index, line in enumerate(lines) if not line.lstrip().startswith("#"))
    yield from lines[:first]
    yield _beside(f"{dash}{lines[first].lstrip()}", note)
    yield from lines[first + 1 :]


def _short(value: Any, path: str, used: int, notes: Mapping[str, Note], flat: bool) -> str | None:
    """The value on one line; `None` where it does not fit there or has comments inside."""
    if not isinstance(value, dict | list):
        return _scalar(value)
    if not value:
        return _flow(value)
    if not flat or not _is_short(value) or _noted(path, notes):
        return None
    text = _flow(value)
    return text if used + len(text) < WIDTH else None


def _noted(path: str, notes: Mapping[str, Note]) -> bool:
    """Whether a comment stands inside of it."""
    return any(each.startswith(f"{path}.") for each in notes)


def _wrapped(head: str, values: list[Any], depth: int, note: Note) -> Iterator[str]:
    """A list of single values over several lines."""
    margin = "  " * (depth + 1)
    lines = [margin]
    for each in map(_flow, values):
        if len(lines[-1]) + len(each) > WIDTH and lines[-1] != margin:
            lines.append(margin)
        lines[-1] += f"{each}, "
    yield _beside(f"{head} [", note)
    yield from (each.rstrip() for each in lines)
    yield f"{'  ' * depth}]"


def _is_short(value: Any) -> bool:
    """Whether nothing is nested in it deeper than a list or a mapping of single values."""
    inner = value.values() if isinstance(value, dict) else value
    allowed = 0 if isinstance(value, list) else 1
    return all(not isinstance(each, dict | list) or (allowed and _is_leaf(each)) for each in inner)


def _is_leaf(value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value
    return not any(isinstance(each, dict) or (isinstance(each, list) and isinstance(value, list)) for each in inner)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, flow=True)


def _scalar(value: Any, *, flow: bool = False) -> str:
    if isinstance(value, str):
        return _text(value, flow=flow)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return value.isoformat() if isinstance(value, date) else _number(value)


def _number(value: Any) -> str:
    text = repr(value)
    mantissa, power, exponent = text.partition("e")
    # YAML 1.1 reads 1e-05 as a text.
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent}" if power else text


def _text(value: str, *, flow: bool) -> str:
    """Plain where both YAML 1.1 and 1.2 read the same text again."""
    wrapped = [value] if flow else value
    plain = yaml.safe_dump(wrapped, width=10**9, allow_unicode=True, default_flow_style=True)
    plain = plain.removesuffix("\n").removesuffix("...").removesuffix("\n")
    plain = plain[1:-1] if flow else plain
    quoted = plain[:1] in "'\"" or not value
    if "\n" not in plain and (quoted or is_text(plain)):
        return plain
    double: str = yaml.safe_dump(value, width=10**9, allow_unicode=True, default_style='"').removesuffix("\n")
    return double


def _above(words: tuple[str, ...], depth: int) -> Iterator[str]:
    return (f"{'  ' * depth}# {each}".rstrip() for each in words)


def _beside(line: str, note: Note) -> str:
    return f"{line}  # {note.beside}" if note.beside else line
