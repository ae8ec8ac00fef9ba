"""Asking a pattern less often: not where no match can be, and not twice about the same name.

A search for alternatives that have no common beginning costs a hundred times what it costs to look for a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache

from rung.assess.regex import regex


class Signed:
    """A pattern for whole files, and the words of which every match holds one."""

    def __init__(self, pattern: str, flags: int, *signs: str) -> None:
        """`signs` are in small letters; a house test shows that no match is without one."""
        self.pattern = regex(pattern, flags)
        self.signs = signs
        self._text = pattern
        self._flags = flags

    @cached_property
    def parts(self) -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
        """The alternatives one by one, each with those of the signs that are written in it."""
        found = []
        for each in _alternatives(self._text):
            lowered = each.lower()
            signs = tuple(sign for sign in self.signs if sign in lowered)
            found.append((signs or self.signs, regex(each, self._flags)))
        return tuple(found)

    def search(self, text: str) -> re.Match[str] | None:
        """As the pattern does: the leftmost match, of the first alternative that matches there."""
        return _first(pattern.search(text) for pattern in self._worth_asking(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the pattern does, which matches no empty text."""
        following = {pattern: pattern.search(text) for pattern in self._worth_asking(text)}
        while found := _first(following.values()):
            yield found
            end = found.end()
            for pattern, match in following.items():
                if match and match.start() < end:
                    following[pattern] = pattern.search(text, end)

    def _worth_asking(self, text: str) -> list[re.Pattern[str]]:
        """The alternatives of which a sign is there."""
        lowered = in_small_letters(text)
        if not holds(lowered, self.signs):
            return []
        present = {sign for sign in self.signs if sign in lowered}
        return [pattern for signs, pattern in self.parts if not present.isdisjoint(signs)]


def _first(matches: Iterable[re.Match[str] | None]) -> re.Match[str] | None:
    """The leftmost, and of those that begin together the one that comes first."""
    first: re.Match[str] | None = None
    for each in matches:
        if each and (first is None or each.start() < first.start()):
            first = each
    return first


def holds(lowered: str, signs: tuple[str, ...]) -> bool:
    """Whether one of the signs stands in a text that is in small letters already."""
    # A loop, because `any` with a generator costs more than all the looking.
    for sign in signs:  # noqa: SIM110
        if sign in lowered:
            return True
    return False


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts between the `|` that stand outside of groups and sets."""
    start = depth = 0
    for found in _STRUCTURE.finditer(pattern):
        sign = found[0]
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            yield pattern[start : found.start()]
            start = found.end()
    yield pattern[start:]


_STRUCTURE = regex(r"\\.|\[\^?\]?(?:\\.|[^\]\\]){0,200}\]|[()|]", re.S)
"""Escapes and sets are passed over whole."""


def in_small_letters(text: str) -> str:
    """In small letters, by the rules of `re.IGNORECASE`: three letters beyond ASCII count as `i` and `s` there."""
    if not text.isascii():
        text = text.replace("\u0130", "i").replace("\u0131", "i").replace("\u017f", "s")
    return text.lower()


class ForNames:
    """A pattern for names. The names of a tree come again and again; each is looked at once."""

    search: Callable[[str], bool]
    """Whether the pattern is found in a name."""

    def __init__(self, pattern: str, flags: int = 0, *signs: str) -> None:
        """`signs`, if any are given: words of which every match holds one, as for `Signed`."""
        self.signed = Signed(pattern, flags, *signs)
        compiled = self.signed.pattern

        @lru_cache(maxsize=2_048)
        def search(name: str) -> bool:
            return (not signs or holds(in_small_letters(name), signs)) and compiled.search(name) is not None

        self.search = search
