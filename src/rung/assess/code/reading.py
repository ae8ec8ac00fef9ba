"""Reads the sources of a tree: Python files, the code cells of notebooks, R scripts."""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from rung.assess.code.link import dotted_name
from rung.assess.code.notebooks import read_notebook
from rung.assess.code.r_scripts import read_r
from rung.assess.parse import python
from rung.assess.parse.notebook_large import MAX_NOTEBOOK
from rung.assess.parse.python_facts import Module
from rung.assess.tree.base import Tree

FRAMES = 950
"""Calls inside each other that reading one file may take."""


def read_module(tree: Tree, path: str) -> Module | None:
    """One file by its suffix; `None` when the tree has no text of it."""
    with warnings.catch_warnings(), _equal_depth():
        warnings.simplefilter("ignore")
        if path.endswith(".ipynb"):
            data = tree.read(path, MAX_NOTEBOOK)
            return None if data is None else read_notebook(path, data)
        text = tree.text(path)
        return None if text is None else read_source(path, text)


def read_source(path: str, text: str) -> Module:
    """One file of Python or R by its suffix; what is wrong with it stands in `Module.error`."""
    if path.endswith(".py"):
        return python.read(text, path, dotted_name(path))
    return read_r(path, text)


@contextmanager
def _equal_depth() -> Iterator[None]:
    """The same room for whoever reads, from however deep: which file is nested too deeply must not depend on that."""
    before = sys.getrecursionlimit()
    depth, frame = 0, inspect.currentframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(depth + FRAMES)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
