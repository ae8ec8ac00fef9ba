"""What an entry of a portfolio stands for: one project, a folder that is one, or the several of a repository."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from rung.assess.measuring import Measuring
from rung.assess.portfolio.sharing import Lending, SharedRepository, lend
from rung.assess.tree import open_tree
from rung.assess.tree.narrow import NarrowTree
from rung.assess.tree.site import root_above
from rung.assess.tree.templated import as_written


class Part(Struct, frozen=True):
    """One project of a repository, with the borders that it has today."""

    root: Path
    """What is opened: the repository, or a folder that is read alone."""
    folder: str = ""
    """The project's folder below the root; empty for all of it."""
    others: tuple[str, ...] = ()
    """Folders of the other projects, at every commit."""

    @property
    def address(self) -> Path:
        """Where relative paths of the project are seen from."""
        return self.root / self.folder

    def open(self, shared: Sequence[SharedRepository], at: str | None = None, day: date | None = None) -> Lending:
        """Its files, what the repository shares with it, and what it calls elsewhere."""
        tree = as_written(open_tree(self.root, at=at))
        if self.folder or self.others:
            tree = NarrowTree(tree, self.folder, self.others)
        return lend(tree, shared, day)


def whole_of(address: Path) -> tuple[Part, str]:
    """The repository that an address lies in, and the folder below its root; empty for the root itself."""
    inside = open_tree(address).prefix
    return Part(root_above(address, inside) if inside else address), inside


def parts_of(root: Path, inside: str, measuring: Measuring) -> list[Part]:
    """The projects behind an address, given what measures its repository.

    A folder that is no project of its repository is read alone, as a folder is that somebody names.
    """
    folders = measuring.folders()
    others = (*folders, *measuring.apart())
    if inside and inside not in folders:
        return [Part(root / inside)]
    chosen = (inside,) if inside else folders
    if tuple(chosen) == ("",) and others == ("",):
        return [Part(root)]
    return [Part(root, each, tuple(other for other in others if other and other != each)) for each in chosen]
