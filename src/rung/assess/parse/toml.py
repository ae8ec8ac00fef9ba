"""TOML as plain values, and the line on which a key stands."""

from __future__ import annotations

import re
import tomllib

from rung.assess.parse.unreadable import refuse_large, unreadable
from rung.assess.regex import regex

TomlTable = dict[str, object]
MAX_KEY_PARTS = 100
_AT_LINE = regex(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)\Z", re.S)
_HEADER = regex(r"\s*\[\[?([^\[\]]{1,500})\]\]?\s*(?:#.*)?\Z")
_WORD = r"(?:[\w-]{1,200}|\"[^\"\n]{0,200}\"|'[^'\n]{0,200}')"
_KEY = regex(rf"\s*({_WORD}(?:\s*\.\s*{_WORD})*)\s*=")
_PART = regex(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")


def read(text: str, *, what: str = "TOML") -> TomlTable:
    """The table of a text; raises `UnreadableError`."""
    refuse_large(text, what)
    _refuse_long_keys(text, what)
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.match(str(error))
        problem, line = (found.group(1), int(found.group(2) or 0)) if found else (str(error), 0)
        raise unreadable(what, problem[:1].lower() + problem[1:], line) from None
    except (ValueError, RecursionError, OverflowError):
        raise unreadable(what, "cannot be parsed") from None


def line_of(text: str, *keys: str) -> int:
    """Line of a table or key (`"tool", "poetry", "version"`), else of the nearest table around it; 0 for none."""
    best, best_line = 0, 0
    table: list[str] = []
    quote = ""
    for number, line in enumerate(text.split("\n"), 1):
        if quote:
            quote = "" if line.count(quote) % 2 else quote
            continue
        header = _HEADER.match(line)
        key = None if header else _KEY.match(line)
        if header:
            table = _parts(header.group(1))
        quote = next((each for each in ('"""', "'''") if line.count(each) % 2), "")
        path = table if header else table + _parts(key.group(1)) if key else []
        shared = _shared(path, keys)
        if shared > best and (shared == len(path) or shared == len(keys)):
            best, best_line = shared, number
            if best == len(keys):
                break
    return best_line


def _parts(dotted: str) -> list[str]:
    return [double or single or bare for double, single, bare in _PART.findall(dotted)]


def _shared(path: list[str], keys: tuple[str, ...]) -> int:
    count = 0
    for have, want in zip(path, keys, strict=False):
        if have != want:
            break
        count += 1
    return count


def _refuse_long_keys(text: str, what: str) -> None:
    """`a.a.a.a…` takes `tomllib` the square of its length."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") <= MAX_KEY_PARTS:
            continue
        run = 0
        for part in line.split("."):
            bare = part.strip(" \t\"'[]{}=,").replace("_", "").replace("-", "")
            run = run + 1 if not bare or bare.isalnum() else 0
            if run > MAX_KEY_PARTS:
                raise unreadable(what, f"a key of more than {MAX_KEY_PARTS} parts", number)
