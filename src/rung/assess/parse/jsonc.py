"""JSON, with comments and trailing commas allowed, as plain values."""

from __future__ import annotations

import json
import re

from rung.assess.parse.unreadable import refuse_large, unreadable
from rung.assess.regex import regex

MAX_DEPTH = 100
# The closing quote is optional everywhere: a string that never ends must not be tried again from each quote in it.
_STRUCTURE = regex(rb'"(?:[^"\\]++|\\.)*+"?|[][{}]', re.S)
_STRING = r'"(?:[^"\\\n]++|\\[^\n])*+"?'
_COMMENTS = regex(_STRING + r"|//[^\n]*|/\*.*?(?:\*/|\Z)", re.S)
_TRAILING = regex(_STRING + r"|,(?=\s*[}\]])")


def read(text: str, *, what: str = "JSON") -> object:
    """The value of a text; raises `UnreadableError`. Lists and dictionaries as from `json`, big numbers as text."""
    refuse_large(text, what)
    text = text.removeprefix("\ufeff")
    check_depth(text.encode("utf-8", "replace"), what)
    try:
        return json.loads(text, parse_int=_number)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(strip_comments(text), parse_int=_number, strict=False)
    except json.JSONDecodeError as error:
        raise unreadable(what, error.msg[:1].lower() + error.msg[1:], error.lineno) from None
    except (ValueError, RecursionError):
        raise unreadable(what, "cannot be parsed") from None


def strip_comments(text: str) -> str:
    """The text without `//` and `/* */` comments and trailing commas; lines stay where they are."""

    def kept(found: re.Match[str]) -> str:
        piece = found.group()
        if piece[0] in "/,":
            return "\n" * piece.count("\n") + " "
        return piece

    stripped = _COMMENTS.sub(kept, text)
    return _TRAILING.sub(kept, stripped)


def check_depth(data: bytes, what: str, limit: int = MAX_DEPTH) -> None:
    """Raise `UnreadableError` when brackets outside strings nest deeper than `limit`."""
    if data.count(b"[") + data.count(b"{") <= limit:
        return
    depth = 0
    for found in _STRUCTURE.finditer(data):
        char = found.group()
        if char in (b"[", b"{"):
            depth += 1
            if depth > limit:
                raise unreadable(what, f"nested more than {limit} deep", data.count(b"\n", 0, found.start()) + 1)
        elif char in (b"]", b"}"):
            depth -= 1


def _number(digits: str) -> int | str:
    # Python refuses to convert very long numbers; no configuration means one.
    return int(digits) if len(digits) <= 400 else digits
