"""One commit of a repository, measured by the clock of that commit."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from rung.assess.clock import Clock
from rung.assess.collection import without_collection
from rung.assess.measuring import Measuring, Ruler, load_ruler
from rung.assess.parse.shelf import Shelf
from rung.assess.project_file import read_project_file
from rung.assess.timeline.base import Point
from rung.assess.timeline.choosing import Dated
from rung.assess.tree import Tree, open_tree
from rung.domain import Kind
from rung.errors import RungError
from rung.project import Manifest


class CommitMeasuring:
    """Assesses the project at an address as one whole, commit by commit. Can be sent to another process."""

    def __init__(self, address: Path, name: str) -> None:
        """`name` is what the project is called where it does not name itself."""
        self._address = address
        self._name = name

    def __getstate__(self) -> tuple[Path, str]:
        """The ruler is made anew in each process."""
        return self._address, self._name

    def __setstate__(self, state: tuple[Path, str]) -> None:
        self._address, self._name = state

    def __call__(self, commit: Dated, shelf: Shelf) -> Point:
        """The point of a commit; one without a level where the project was not there or cannot be read."""
        try:
            with without_collection():
                tree = open_tree(self._address, at=commit.id)
                tree.shelf = shelf
                assessed = Measuring(self._ruler, tree, manifest_of_then(tree), Clock(commit.when)).assess(self._name)
        except RungError:
            ladder = self._ruler.ladder.version
            return Point(commit.id, commit.when, commit.title, Kind.NOT_ML, None, None, None, {}, ladder)
        return Point.of(assessed, commit.when, commit.title)

    @cached_property
    def _ruler(self) -> Ruler:
        return load_ruler()


def manifest_of_then(tree: Tree) -> Manifest:
    """The project file of that time; one that was broken then says nothing."""
    try:
        return read_project_file(tree)
    except RungError:
        return Manifest.empty()
