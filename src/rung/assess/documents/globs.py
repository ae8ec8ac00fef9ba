"""Whether a line of a CODEOWNERS file is about a path, without trying one star after the other.

The places of the path that can be reached are the bits of a number; each part of the pattern moves them all at once. A
pattern of many stars costs what one of many letters does.
"""

from __future__ import annotations

import re

from rung.assess.regex import regex

_PARTS = regex(r"\*\*|.", re.S)


def covers(pattern: str, path: str) -> bool:
    """Whether the pattern is about the path or a folder that holds it, by the rules of gitignore."""
    bare = pattern.strip("/")
    anchored = pattern.startswith("/") or "/" in bare
    slashes = _places(path, "/")
    within = (1 << len(path)) - 1 & ~slashes
    reached = 1 if anchored else 1 | slashes << 1
    for part in ["**"] if bare == "*" else _PARTS.findall(bare):
        if not reached:
            return False
        if part == "**":
            reached = ((1 << len(path) + 1) - 1) & -(reached & -reached)
        elif part == "*":
            # The carry of the sum runs through each name from where it was reached to its end.
            reached |= ((reached & within) + within) ^ within
        else:
            reached = (reached & (within if part == "?" else _places(path, part))) << 1
    only_itself = "/" in bare and bare.endswith("/*")
    return bool(reached >> len(path) & 1) or (not only_itself and bool(reached & slashes))


def _places(path: str, letter: str) -> int:
    return int("".join("1" if each == letter else "0" for each in reversed(path)) or "0", 2)
