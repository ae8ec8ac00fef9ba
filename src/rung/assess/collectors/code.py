"""Reads every Python file, the code cells of notebooks, and R scripts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.code.link import importers, link
from rung.assess.code.reading import read_modules
from rung.assess.collectors.files import Files
from rung.assess.tree.base import MAX_TEXT, Tree

MOST_BYTES = 80_000_000
"""More source than this in one project is generated or vendored; the rest is named as unread."""


class CodeCollector(Collector):
    """Every module of the tree, read once and linked."""

    def collect(self, tree: Tree, files: Files) -> Code:
        """Read what is not vendored; what cannot be read is listed in `Code.unread`."""
        paths = list(_sources(tree, files))
        modules = read_modules(tree, paths[: _affordable(tree, paths)])
        unread = [
            (path, modules[path].error if path in modules else "not in this copy, binary or larger than 2 MB")
            for path in paths
            if path not in modules or modules[path].error
        ]
        linker = link(modules)
        return Code(modules=modules, importers=importers(modules, linker), linker=linker, unread=tuple(unread))


def _sources(tree: Tree, files: Files) -> Iterator[str]:
    for path in tree.entries:
        if path.endswith((".py", ".ipynb", ".R", ".r", ".Rmd", ".qmd")) and not files.excluded(path):
            yield path


def _affordable(tree: Tree, paths: list[str]) -> int:
    """How many of the files fit into what is read at most; those that are too large are not read, and cost nothing."""
    sizes = (size if (size := tree.entries[path].size or 0) <= MAX_TEXT else 0 for path in paths)
    return next((number for number, spent in enumerate(accumulate(sizes)) if spent > MOST_BYTES), len(paths))
