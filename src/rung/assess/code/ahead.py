"""Reads the sources of a tree, by two where that pays.

A second process begins with them while this one still loads its modules and looks at other files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rung.assess import twin
from rung.assess.code import second
from rung.assess.parse.python_facts import Module
from rung.assess.parse.shelf import Shelf
from rung.assess.paths import is_excluded
from rung.assess.tree.base import MAX_TEXT, Tree

SOURCES = (".py", ".ipynb", ".R", ".r", ".Rmd", ".qmd")
MOST_BYTES = 80_000_000
"""More source than this in one project is generated or vendored."""


def read_modules(tree: Tree, paths: Sequence[str]) -> dict[str, Module]:
    """The modules by path, in the order of `paths`; without those that the tree has no text of."""
    found: dict[str, Module] = {}
    with reading_ahead(tree, paths):
        for path in paths:
            module = tree.shelf.get(tree.entries[path].blob, path)
            if module is None:
                module = _read(tree, path)
                if module is None:
                    continue
                tree.shelf.put(tree.entries[path].blob, path, module)
            found[path] = module
    return found


@contextmanager
def reading_ahead(tree: Tree, paths: Sequence[str] | None = None) -> Iterator[None]:
    """While inside, a second process reads those sources from the end of the list, where that pays.

    `paths`: in the order in which they will be asked for; what looks like the project's own sources when not given.
    """
    shelf = tree.shelf
    running = None if isinstance(shelf, Ahead) else _started(tree, paths)
    if running is None:
        yield
        return
    tree.shelf = running
    try:
        yield
    finally:
        tree.shelf = shelf
        running.close()


class Ahead(Shelf):
    """A shelf on which another process puts modules; what neither has is the caller's to read, and then put here."""

    def __init__(self, tree: Tree, paths: Sequence[str], size: int) -> None:
        """Start it; `size` is the number of bytes in `paths`. Raises `OSError` when there is no process to be had."""
        super().__init__()
        self._below = tree.shelf
        self._numbers = {path: number for number, path in enumerate(paths)}
        self._second = second.Second(paths, lambda path: _read(tree, path), size)
        self._found: dict[str, Module] | None = None

    def get(self, blob: str | None, path: str) -> Module | None:
        """What the shelf below holds, or what the other process has read; each of those is handed out once."""
        module = self._below.get(blob, path)
        if module is not None or path not in self._numbers:
            return module
        if self._found is None and not self._second.take(self._numbers[path]):
            self._found = dict(self._second.finish())
        module = self._found.pop(path, None) if self._found else None
        if module is not None:
            self._below.put(blob, path, module)
        return module

    def put(self, blob: str | None, path: str, module: Module) -> None:
        """Keep it on the shelf below."""
        self._below.put(blob, path, module)

    def close(self) -> None:
        """Stop the other process, if it still reads."""
        if self._found is None:
            self._second.stop()


def _started(tree: Tree, paths: Sequence[str] | None) -> Ahead | None:
    if not twin.possible():
        return None
    wanted = _likely(tree) if paths is None else paths
    missing = [path for path in wanted if not tree.shelf.holds(tree.entries[path].blob, path)]
    size = sum(min(tree.entries[path].size or 0, MAX_TEXT) for path in missing)
    if not second.WORTH_IT <= size <= MOST_BYTES:
        return None
    try:
        return Ahead(tree, missing, size)
    except OSError:
        return None


def _likely(tree: Tree) -> Iterable[str]:
    """Sources by their names; what is too large, or turns out to be somebody else's, is nobody's loss."""
    for path, entry in tree.entries.items():
        if path.endswith(SOURCES) and (entry.size or 0) <= MAX_TEXT and not is_excluded(path):
            yield path


def _read(tree: Tree, path: str) -> Module | None:
    # Loaded by the process that reads: the first one needs it only later, if at all.
    from rung.assess.code.reading import read_module  # noqa: PLC0415

    return read_module(tree, path)
