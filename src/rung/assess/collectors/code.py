"""Reads every Python file, the code cells of notebooks, and R scripts."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.code.ahead import MOST_BYTES, SOURCES, read_modules
from rung.assess.code.link import importers, link
from rung.assess.collectors.files import Files
from rung.assess.tree.base import MAX_TEXT, Tree

MOST_OUTPUTS = 400_000_000
"""Bytes of large notebooks, which take some 10 ms a megabyte to fetch and step over."""


class CodeCollector(Collector):
    """Every module of the tree, read once and linked."""

    begun_elsewhere = True

    def collect(self, tree: Tree, files: Files) -> Code:
        """Read what is not vendored; what cannot be read is listed in `Code.unread`."""
        paths = list(_sources(tree, files))
        readable, beyond = _affordable(tree, paths)
        modules = read_modules(tree, readable)
        unread = [
            (path, modules[path].error if path in modules else beyond.get(path, "not in this copy, or not text"))
            for path in paths
            if path not in modules or modules[path].error
        ]
        partly = tuple((path, each.broken) for path, each in modules.items() if each.broken)
        linker = link(modules)
        return Code(
            modules=modules, importers=importers(modules, linker), linker=linker, unread=tuple(unread), partly=partly
        )


def _sources(tree: Tree, files: Files) -> Iterator[str]:
    for path in tree.entries:
        if path.endswith(SOURCES) and not files.excluded(path):
            yield path


def _affordable(tree: Tree, paths: list[str]) -> tuple[list[str], dict[str, str]]:
    """The files that fit into what is read at most, and why the others do not; plain sources come before notebooks."""
    room, room_for_outputs = MOST_BYTES, MOST_OUTPUTS
    fit, beyond = set(), {}
    for path in sorted(paths, key=lambda each: each.endswith(".ipynb")):
        size = tree.entries[path].size or 0
        large = size > MAX_TEXT
        if large and not path.endswith(".ipynb"):
            beyond[path] = f"over {MAX_TEXT / 1_000_000:g} MB"
        elif large and size > room_for_outputs:
            beyond[path] = f"the notebooks before it take {MOST_OUTPUTS / 1_000_000:g} MB"
        elif not large and size > room:
            beyond[path] = f"the sources before it take {MOST_BYTES / 1_000_000:g} MB"
        else:
            room, room_for_outputs = (room, room_for_outputs - size) if large else (room - size, room_for_outputs)
            fit.add(path)
    return [path for path in paths if path in fit], beyond
