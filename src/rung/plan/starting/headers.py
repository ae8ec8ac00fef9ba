"""The first lines of text tables: their columns, and a value of each."""

from __future__ import annotations

import csv
import re

from msgspec import Struct

from rung.assess.regex import regex
from rung.assess.tree import Tree
from rung.plan.starting.proposal import Guess

_MOST_BYTES = 20_000_000
"""A larger table is not opened here; nothing is said of its columns."""
_MOST_IN_ALL = 500_000_000
_START = 100_000
_DATED = regex(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}.*)?|\d{1,2}[/.]\d{1,2}[/.]\d{4}.*")
_TIMELY = regex(r"(?:^|_)(?:date|time|datetime|timestamp|month|day)(?:$|_)|(?:_at|_on|Date|Time)$", re.IGNORECASE)
_KEYED = regex(r"^(?:row_?|record_?)?(?:id|uuid)$", re.IGNORECASE)


class Header(Struct, frozen=True):
    """What the first lines of a table show."""

    columns: tuple[str, ...]
    values: tuple[str, ...]
    """Of the first row; empty where there is none."""
    plain: bool
    """It is as its ending says: UTF-8, one row of names, the usual separator."""


class Headers:
    """The headers of the CSV and TSV files of a tree, each looked at once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._room = _MOST_IN_ALL
        self._seen: dict[str, Header | None] = {}

    def of(self, path: str) -> Header | None:
        """`None` where the file is of another kind, or cannot be looked at."""
        if path not in self._seen:
            self._seen[path] = self._look(path)
        return self._seen[path]

    def _look(self, path: str) -> Header | None:
        separator = {".csv": ",", ".tsv": "\t"}.get(path[path.rfind(".") :].lower())
        content = self._tree.read(path, min(_MOST_BYTES, self._room)) if separator else None
        if content is None or separator is None:
            return None
        self._room -= len(content)
        return _header(content, separator)


def _header(content: bytes, separator: str) -> Header:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Header((), (), plain=False)
    start = text[:_START]
    try:
        rows = csv.reader(start.splitlines(), delimiter=separator)
        columns, values = tuple(next(rows, [])), tuple(next(rows, []))
    except csv.Error:
        return Header((), (), plain=False)
    named = bool(columns) and len(set(columns)) == len(columns) and all(not _is_number(each) for each in columns)
    odd = len(columns) == 1 and ";" in columns[0]
    same = not values or len(values) == len(columns)
    return Header(columns, values if same else (), plain=named and same and not odd and "\0" not in start)


def time_of(header: Header) -> Guess | None:
    """The column that says when, where just one looks like it."""
    found = [
        name for name, value in zip(header.columns, header.values, strict=False)
        if len(value) < 40 and _DATED.fullmatch(value.strip())
    ]  # fmt: skip
    named = [each for each in found if _TIMELY.search(each)] or found
    return Guess(named[0], "its first value is a date") if len(named) == 1 else None


def key_of(header: Header) -> Guess | None:
    """The column that names a row, by what it is called."""
    found = [each for each in header.columns if _KEYED.search(each)]
    return Guess(found[0], "by its name") if len(found) == 1 else None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
