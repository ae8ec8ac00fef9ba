"""Every module of the tree, and questions about what they call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from functools import lru_cache

from rung.assess.parse.python_facts import Call, Module
from rung.domain import Place


@dataclass(frozen=True, slots=True)
class Site:
    """A call and the module it stands in."""

    module: Module
    call: Call

    @property
    def place(self) -> Place:
        """Where it stands; for a notebook the line of the joined code cells, with the cell named."""
        return place_in(self.module, self.call.line)

    @property
    def scope(self) -> tuple[str, str]:
        """Path and qualified name of the enclosing function."""
        return (self.module.path, self.call.scope)


@dataclass(slots=True)
class Code:
    """The modules of a tree, names already linked across them."""

    modules: Mapping[str, Module]
    """By path: Python files, the code of Python notebooks, and R scripts (`language` tells them apart)."""
    importers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Path → paths of the modules that import it."""
    unread: tuple[tuple[str, str], ...] = ()
    """Path and reason of every module that could not be read."""
    _by_last: dict[str, list[Site]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for module in self.modules.values():
            for call in module.calls:
                self._by_last.setdefault(call.last, []).append(Site(module, call))

    def find(self, *patterns: str) -> list[Site]:
        """Calls whose linked name matches one of the patterns, in order of file and line.

        `mlflow.log_*` and `*.log_metric` are shell patterns over the whole dotted name, in which `*` crosses
        dots; `?client.get` style unknown bases are matched by a leading `*`. A pattern without a dot matches
        plain names only.
        """
        found: dict[int, Site] = {}
        for pattern in patterns:
            last = pattern.rsplit(".", 1)[-1]
            matches = _matcher(pattern)
            for site in self._candidates(last):
                if matches(site.call.name):
                    found[id(site.call)] = site
        return sorted(found.values(), key=lambda site: (site.module.path, site.call.line))

    def _candidates(self, last: str) -> Iterator[Site]:
        if not any(sign in last for sign in "*?["):
            yield from self._by_last.get(last, ())
            return
        matches = _matcher(last)
        for name, sites in self._by_last.items():
            if matches(name):
                yield from sites

    def importing(self, *packages: str) -> list[Place]:
        """Where a package, or anything below it, is imported: one place per module."""
        found = []
        for module in self.modules.values():
            for name, line in module.import_lines.items():
                if any(name == package or name.startswith(package + ".") for package in packages):
                    found.append(place_in(module, line))
                    break
        return found

    def imports(self, path: str, *packages: str) -> bool:
        """Whether one module imports one of the packages."""
        module = self.modules.get(path)
        names = module.import_lines if module else ()
        return any(name == package or name.startswith(package + ".") for name in names for package in packages)

    def python(self) -> Iterator[Module]:
        """The plain Python modules."""
        return (each for each in self.modules.values() if each.language == "python" and not each.notebook)

    def notebooks(self) -> Iterator[Module]:
        """The notebooks."""
        return (each for each in self.modules.values() if each.notebook)


def place_in(module: Module, line: int) -> Place:
    """A line of a module as a place."""
    if not module.notebook:
        return Place(module.path, line)
    cell = sum(1 for first in module.cell_lines if first <= line)
    return Place(module.path, 1, f"cell {max(cell, 1)}")


def places(sites: Iterable[Site]) -> list[Place]:
    """The places of some sites, one per module and scope first, so that the first few are the most different."""
    seen: set[tuple[str, str]] = set()
    first: list[Place] = []
    rest: list[Place] = []
    for site in sites:
        (rest if site.scope in seen else first).append(site.place)
        seen.add(site.scope)
    return first + rest


@lru_cache(maxsize=4096)
def _matcher(pattern: str):  # type: ignore[no-untyped-def]
    """A compiled shell pattern; `?` at the start of a name stands for itself."""
    if not any(sign in pattern for sign in "*["):
        return pattern.__eq__
    return re.compile(translate(pattern.replace("?", "[?]"))).match
