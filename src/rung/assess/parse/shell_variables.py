"""Filling in shell variables whose value stands in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rung.assess.regex import regex

MAX_VALUE = 2_000
_ASSIGNMENT = regex(r"([A-Za-z_]\w*)(?:\[[^]]*\])?\+?=(.*)", re.S)
_USE = regex(r"\$(?:\{(\w+)(?::?[-=]([^}$]*))?\}|([A-Za-z_]\w*))")


def assignment(word: str) -> tuple[str, str] | None:
    """Name and value of `NAME=value`, or `None`."""
    found = _ASSIGNMENT.match(word)
    return (found.group(1), found.group(2)) if found else None


def expand(text: str, variables: Mapping[str, str]) -> str:
    """The text with known variables, and `${NAME:-default}`, filled in; unknown ones stay as written."""
    if "$" not in text or len(text) > MAX_VALUE:
        return text

    def value(found: re.Match[str]) -> str:
        known = variables.get(found.group(1) or found.group(3))
        if known is None:
            known = found.group(2)
        return found.group() if known is None else known

    expanded = _USE.sub(value, text)
    return expanded if len(expanded) <= MAX_VALUE else text
