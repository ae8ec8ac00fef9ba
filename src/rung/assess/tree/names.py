"""Finding paths by pattern without looking at each of them each time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import translate
from functools import cached_property
from itertools import accumulate

WILDCARD = re.compile(r"[*?\[]")


class NameIndex:
    """The paths of a tree by name and by suffix, so that asking for `*.py` costs what it finds."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Index `paths`, which are in the order that answers keep."""
        self.paths = tuple(paths)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._by_suffix: dict[str, list[int]] = defaultdict(list)
        for number, path in enumerate(self.paths):
            name = path.rsplit("/", 1)[-1]
            self._by_name[name].append(number)
            self._by_suffix[_suffix(name)].append(number)
        self.folders = _folders(self.paths)

    def glob(self, patterns: Iterable[str]) -> list[str]:
        """Paths that match any of the patterns, as `Tree.glob` says."""
        found: set[int] = set()
        for pattern in patterns:
            found.update(self._whole(pattern) if "/" in pattern else self._named(pattern))
        return [self.paths[number] for number in sorted(found)]

    def _named(self, pattern: str) -> Iterable[int]:
        if not WILDCARD.search(pattern):
            return self._by_name.get(pattern, ())
        ending = pattern[1:]
        if pattern.startswith("*.") and not WILDCARD.search(ending):
            numbers = self._by_suffix.get(_suffix(ending), ())
            return [number for number in numbers if self.paths[number].endswith(ending)]
        numbers = list(self._holding(pattern))
        matches = re.compile(translate(pattern)).match if numbers else None
        return [number for number in numbers if matches and matches(self.paths[number].rpartition("/")[2])]

    def _whole(self, pattern: str) -> Iterable[int]:
        numbers = list(self._holding(pattern))
        matches = re.compile(translate(pattern)).match if numbers else None
        return [number for number in numbers if matches and matches(self.paths[number])]

    def _holding(self, pattern: str) -> Iterator[int]:
        """The paths in which the longest word of a pattern stands: most patterns name what is nowhere in the tree."""
        before, _, after = pattern.partition("[")
        word = max(f"{before}*{after.rpartition(']')[2]}".replace("?", "*").split("*"), key=len)
        if not word:
            yield from range(len(self.paths))
            return
        joined, starts = self._joined
        place = joined.find(word)
        while place >= 0:
            number = bisect_right(starts, place) - 1
            yield number
            place = joined.find(word, starts[number + 1]) if number + 1 < len(starts) else -1

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """All paths as one text, to be searched at once, and where each of them begins; no path holds a zero byte."""
        return "\0".join(self.paths), [0, *accumulate(len(path) + 1 for path in self.paths[:-1])]


def _suffix(name: str) -> str:
    """What follows the last dot; empty where there is none."""
    return name.rpartition(".")[2] if "." in name else ""


def _folders(paths: Iterable[str]) -> frozenset[str]:
    folders: set[str] = set()
    for path in paths:
        folders.add("")
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(folders)
