"""Comments of a YAML file, which its parser throws away, found again and tied to what they speak of."""

from __future__ import annotations

import re

import yaml
from msgspec import Struct

from rung.project.yaml_lines import Document

END = "$end"
"""Where comments stand that nothing follows."""

_COMMENT = re.compile(r"#[^\n]*")


class Note(Struct, frozen=True):
    """Comments, without their `#`."""

    above: tuple[str, ...] = ()
    """Lines of their own."""
    beside: str = ""
    """At the end of the line."""


def read_notes(text: str, document: Document) -> dict[str, Note]:
    """Comments by the dotted path of the key or item on whose line, or above whose line, they stand."""
    if "#" not in text:
        return {}
    paths = first_paths(document)
    above: dict[str, list[str]] = {}
    beside: dict[str, str] = {}
    for line, own_line, words in _comments(text):
        if not own_line and line in paths:
            beside[paths[line]] = words
        else:
            later = min((each for each in paths if each > line), default=None)
            above.setdefault(END if later is None else paths[later], []).append(words)
    return {path: Note(tuple(above.get(path, ())), beside.get(path, "")) for path in {**above, **beside}}


def first_paths(document: Document) -> dict[int, str]:
    """The outermost path that begins on each line."""
    paths: dict[int, str] = {}
    for path, line in document.lines.items():
        if line not in paths or path.count(".") < paths[line].count("."):
            paths[line] = path
    return paths


def _comments(text: str) -> list[tuple[int, bool, str]]:
    """Line, whether it stands alone there, and the words: all that begins with `#` between two tokens."""
    found = []
    start = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        found += _between(text, start, token.start_mark.index)
        start = max(start, token.end_mark.index)
    return found + _between(text, start, len(text))


def _between(text: str, start: int, stop: int) -> list[tuple[int, bool, str]]:
    found = []
    for match in _COMMENT.finditer(text, start, stop):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        line = text.count("\n", 0, match.start()) + 1
        found.append((line, not before.strip(), match.group().removeprefix("#").strip()))
    return found
