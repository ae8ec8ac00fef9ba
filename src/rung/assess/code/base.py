"""Every module of the tree, and questions about what they call."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct, field

from rung.assess.code.link import Linker
from rung.assess.code.wildcard import matching
from rung.assess.parse.python_facts import DECORATES, OFF, OWN, USED, Call, Module
from rung.domain import Place

_STAND_INS = tuple(
    f"{package}.{kind}()." for package in ("unittest.mock", "mock") for kind in ("Mock", "MagicMock", "AsyncMock")
)
"""What is called on these is called on nothing."""
_TALK = frozenset({"print", "exit", "quit", "sys.exit", "input", "len", "str", "range"})
"""Calls that change nothing."""


class Site(Struct, frozen=True):
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


class Code(Struct):
    """The modules of a tree, names already linked across them."""

    modules: Mapping[str, Module]
    """By path: Python files, the code of Python notebooks, and R scripts (`language` tells them apart)."""
    importers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Path → paths of the modules that import it."""
    linker: Linker = field(default_factory=lambda: Linker({}))
    """Resolves import names against these modules; made once, with what it has found so far."""
    unread: tuple[tuple[str, str], ...] = ()
    """Path and reason of every module that could not be read."""
    partly: tuple[tuple[str, str], ...] = ()
    """Path and reason of every notebook of which some cells could not be read."""
    _sites: dict[str, list[Site]] = field(default_factory=dict)
    """By linked name."""
    _names: list[str] = field(default_factory=list)
    """Sorted, so that names with a common start lie together."""
    _by_last: dict[str, list[str]] = field(default_factory=dict)
    """Part after the last dot → names."""
    _lasts: str = ""
    """These parts, joined."""
    _imports: dict[str, list[tuple[Module, str, int]]] = field(default_factory=dict)
    """First part of an imported name → module, name, line."""
    _apart: list[Site] = field(default_factory=list)
    """Calls that only look like those of a library."""
    _like: dict[str, list[str]] = field(default_factory=dict)
    """Pattern → names, for patterns that were asked for before."""

    def __post_init__(self) -> None:
        for module in self.modules.values():
            for call in module.calls:
                if call.flags & OWN or call.name.startswith(_STAND_INS):
                    self._apart.append(Site(module, call))
                    continue
                self._sites.setdefault(call.name, []).append(Site(module, call))
            for name, line in module.import_lines.items():
                self._imports.setdefault(name.partition(".")[0], []).append((module, name, line))
        self._names = sorted(self._sites)
        for name in self._names:
            self._by_last.setdefault(name.rpartition(".")[2], []).append(name)

    def idle(self, module: Module, name: str) -> bool:
        """Whether a call of that name runs a function of the project that does nothing."""
        bare = name.lstrip("?")
        own = module.functions.get(bare)
        if own is None and bare.startswith("self."):
            last = bare.removeprefix("self.")
            own = next((each for each in module.functions.values() if each.name.endswith(f".{last}")), None)
        if own is not None:
            return own.idle
        _, path, rest = self.linker.follow(module.imports.get(bare, bare), module.path)
        found = self.modules[path].functions.get(rest.replace("()", "")) if path else None
        return found is not None and found.idle

    def find(self, *patterns: str) -> list[Site]:
        """Calls whose linked name matches one of the patterns, in order of file and line.

        `mlflow.log_*` and `*.log_metric` are shell patterns over the whole dotted name, in which `*` crosses
        dots; `?client.get` style unknown bases are matched by a leading `*`. A pattern without a dot matches
        plain names only.
        """
        names = dict.fromkeys(name for pattern in patterns for name in self._matching(pattern))
        found = [site for name in names for site in self._sites[name]]
        return sorted(found, key=lambda site: (site.module.path, site.call.line))

    def ending(self, fits: Callable[[str], object]) -> list[Site]:
        """Calls whose part after the last dot fits, of whatever library or module, in order of file and line."""
        found = [
            site for last, names in self._by_last.items() if fits(last) for each in names for site in self._sites[each]
        ]
        found += (site for site in self._apart if fits(site.call.last))
        return sorted(found, key=lambda site: (site.module.path, site.call.line))

    def _matching(self, pattern: str) -> list[str]:
        known = self._like.get(pattern)
        if known is None:
            known = self._like[pattern] = self._search(pattern)
        return known

    def _search(self, pattern: str) -> list[str]:
        start, star, _ = pattern.partition("*")
        if not star:
            return [pattern] if pattern in self._sites else []
        names: Iterable[str]
        if start:
            first, end = bisect_left(self._names, start), bisect_left(self._names, start + "\U0010ffff")
            names = self._names[first:end]
        else:
            last = pattern.rpartition(".")[2]
            names = self._by_last.get(last, ()) if "*" not in last else self._ending(last)
        if not names:
            # Most of some thousand patterns end here: what tells the names apart is not even made.
            return []
        matches = matching(pattern)
        return [name for name in names if matches(name)]

    def _ending(self, pattern: str) -> list[str]:
        """Names whose last part matches."""
        fits = matching(pattern)
        return [name for each in self._holding(pattern) if fits(each) for name in self._by_last[each]]

    def _holding(self, pattern: str) -> Iterator[str]:
        """The last parts in which the longest word of a pattern stands: one search through all of them joined."""
        if not self._lasts:
            self._lasts = "\0".join(["", *self._by_last, ""])
        word = max(pattern.split("*"), key=len)
        place = self._lasts.find(word, 1)
        while 0 <= place < len(self._lasts):
            end = self._lasts.index("\0", place)
            yield self._lasts[self._lasts.rindex("\0", 0, place) + 1 : end]
            place = self._lasts.find(word, end + 1)

    def importing(self, *packages: str) -> list[Place]:
        """Where a package, or anything below it, is imported: one place per module."""
        found: dict[str, Place] = {}
        for package in packages:
            for module, name, line in self._imports.get(package.partition(".")[0], ()):
                if module.path not in found and (name == package or name.startswith(package + ".")):
                    found[module.path] = place_in(module, line)
        return [found[path] for path in self.modules if path in found]

    def imports(self, path: str, *packages: str) -> bool:
        """Whether one module imports one of the packages."""
        module = self.modules.get(path)
        if module is None:
            return False
        below = tuple([f"{package}." for package in packages])
        return any(name in packages or name.startswith(below) for name in module.import_lines)

    def is_idle(self, path: str) -> bool:
        """Whether a Python file of this tree does nothing when it is run: it calls only itself, and prints."""
        module = self.modules.get(path)
        if module is None or module.error or module.language != "python" or module.notebook:
            return False
        return not any(self._works(module, call) for call in module.calls)

    def _works(self, module: Module, call: Call) -> bool:
        if call.flags & (OFF | DECORATES) or call.name in module.functions or call.name in _TALK:
            return False
        if call.scope or not call.flags & USED:
            return True
        _, path, rest = self.linker.follow(call.name, module.path)
        return path is not None and path != module.path and bool(rest)

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
