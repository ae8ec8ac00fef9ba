"""Names that match a pattern with `*`, without compiling a regular expression for each of some thousand patterns."""

from __future__ import annotations

from collections.abc import Callable


def matching(pattern: str) -> Callable[[str], bool]:
    """Whether a whole name matches the pattern, in which `*` stands for any characters and all else for itself."""
    if "*" not in pattern:
        return lambda name: name == pattern
    head, *middle, tail = pattern.split("*")
    shortest = len(pattern) - pattern.count("*")

    def matches(name: str) -> bool:
        if len(name) < shortest or not name.startswith(head) or not name.endswith(tail):
            return False
        start, end = len(head), len(name) - len(tail)
        for part in middle:
            found = name.find(part, start, end)
            if found < 0:
                return False
            start = found + len(part)
        return True

    return matches
