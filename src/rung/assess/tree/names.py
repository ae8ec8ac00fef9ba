"""Finding paths by pattern without looking at each of them each time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from fnmatch import translate

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
        matches = re.compile(translate(pattern)).match
        return [number for name, numbers in self._by_name.items() if matches(name) for number in numbers]

    def _whole(self, pattern: str) -> Iterable[int]:
        matches = re.compile(translate(pattern)).match
        return [number for number, path in enumerate(self.paths) if matches(path)]


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
