"""Reads every Python file, the code cells of notebooks, and R scripts."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.code.link import dotted_name, importers, link
from rung.assess.code.notebooks import read_notebook
from rung.assess.code.r_scripts import read_r
from rung.assess.collectors.files import Files
from rung.assess.parse import python
from rung.assess.parse.python_facts import Module
from rung.assess.tree.base import Tree

MOST_BYTES = 80_000_000
"""More source than this in one project is generated or vendored; the rest is named as unread."""


class CodeCollector(Collector):
    """Every module of the tree, read once and linked."""

    def collect(self, tree: Tree, files: Files) -> Code:
        """Read what is not vendored; what cannot be read is listed in `Code.unread`."""
        modules: dict[str, Module] = {}
        unread: list[tuple[str, str]] = []
        spent = 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for path in _sources(tree, files):
                data = tree.text(path) if spent < MOST_BYTES else None
                if data is None:
                    unread.append((path, "not in this copy, binary or larger than 2 MB"))
                    continue
                spent += len(data)
                module = _read(path, data)
                modules[path] = module
                if module.error:
                    unread.append((path, module.error))
        linker = link(modules)
        return Code(modules=modules, importers=importers(modules, linker), linker=linker, unread=tuple(unread))


def _sources(tree: Tree, files: Files) -> Iterator[str]:
    for path in tree.entries:
        if path.endswith((".py", ".ipynb", ".R", ".r", ".Rmd", ".qmd")) and not files.excluded(path):
            yield path


def _read(path: str, text: str) -> Module:
    if path.endswith(".py"):
        return python.read(text, path, dotted_name(path))
    if path.endswith(".ipynb"):
        return read_notebook(path, text)
    return read_r(path, text)
