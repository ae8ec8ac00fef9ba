"""Asking a pattern less often: not where no match can be, and not twice about the same name.

A search for a pattern that has no fixed beginning costs a hundred times what it costs to look for a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache


class Signed:
    """A pattern for whole files, and the words of which every match holds one."""

    __slots__ = ("pattern", "signs")

    def __init__(self, pattern: re.Pattern[str], *signs: str) -> None:
        """`signs` are in small letters; a house test shows that no match is without one."""
        self.pattern = pattern
        self.signs = signs

    def search(self, text: str) -> re.Match[str] | None:
        """As the pattern does."""
        return self.pattern.search(text) if self.possible(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the pattern does."""
        return self.pattern.finditer(text) if self.possible(text) else iter(())

    def possible(self, text: str) -> bool:
        """Whether one of the signs is there."""
        lowered = _lowered(text)
        return any(sign in lowered for sign in self.signs)


def _lowered(text: str) -> str:
    """In small letters, by the rules of `re.IGNORECASE`: three letters beyond ASCII count as `i` and `s` there."""
    if not text.isascii():
        text = text.replace("\u0130", "i").replace("\u0131", "i").replace("\u017f", "s")
    return text.lower()


def once(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Whether the pattern is found in a name; the names of a tree come again and again, and are looked at once."""

    @lru_cache(maxsize=4_096)
    def found(name: str) -> bool:
        return pattern.search(name) is not None

    return found
