"""Reads the sources of a tree: Python files, the code cells of notebooks, R scripts."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

from rung.assess.code import second
from rung.assess.code.link import dotted_name
from rung.assess.code.notebooks import read_notebook
from rung.assess.code.r_scripts import read_r
from rung.assess.parse import python
from rung.assess.parse.notebook_large import MAX_NOTEBOOK
from rung.assess.parse.python_facts import Module
from rung.assess.tree.base import MAX_TEXT, Tree


def read_modules(tree: Tree, paths: Sequence[str]) -> dict[str, Module]:
    """The modules by path, in the order of `paths`; without those that the tree has no text of."""
    found: dict[str, Module] = {}
    for path in paths:
        if module := tree.shelf.get(tree.entries[path].blob, path):
            found[path] = module
    missing = [path for path in paths if path not in found]
    for path, module in _read_all(tree, missing).items():
        tree.shelf.put(tree.entries[path].blob, path, module)
        found[path] = module
    return {path: found[path] for path in paths if path in found}


def _read_all(tree: Tree, paths: Sequence[str]) -> dict[str, Module]:

    def read(path: str) -> Module | None:
        if path.endswith(".ipynb"):
            data = tree.read(path, MAX_NOTEBOOK)
            return None if data is None else read_notebook(path, data)
        text = tree.text(path)
        return None if text is None else read_source(path, text)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _by_two(tree, paths, read)
        for path in paths:
            if path not in found:
                module = read(path)
                if module is not None:
                    found[path] = module
    return found


def read_source(path: str, text: str) -> Module:
    """One file of Python or R by its suffix; what is wrong with it stands in `Module.error`."""
    if path.endswith(".py"):
        return python.read(text, path, dotted_name(path))
    return read_r(path, text)


def _by_two(tree: Tree, paths: Sequence[str], read: second.Read) -> dict[str, Module]:
    """What two processes read of it; nothing where a second one would not pay or cannot be had."""
    size = _bytes(tree, paths)
    if size < second.WORTH_IT or not second.possible():
        return {}
    found: dict[str, Module] = {}
    try:
        other = second.Second(paths, read, size)
    except OSError:
        return found
    try:
        for number, path in enumerate(paths):
            if not other.take(number):
                break
            module = read(path)
            if module is not None:
                found[path] = module
    finally:
        found.update(other.finish())
    return found


def _bytes(tree: Tree, paths: Iterable[str]) -> int:
    return sum(min(tree.entries[path].size or 0, MAX_TEXT) for path in paths)
