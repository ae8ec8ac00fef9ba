"""A fix: files that would take a repository a step further, written for it and shown before anything changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from rung.assess.tree import Tree
from rung.plan.fixes.mark import is_ours


class Edit(Struct, frozen=True):
    """One file as it shall be."""

    path: str
    """From the root of the repository, with forward slashes."""
    before: str | None
    """The text that is there; `None` where there is no file."""
    after: str

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after

    @property
    def overwrites_a_person(self) -> bool:
        """Whether somebody's words would be lost: the file is not one that Rung wrote and nobody has touched since."""
        return self.changes and self.before is not None and not is_ours(self.before)


class Fix(ABC):
    """Proposes files. Reads the tree, and writes nothing."""

    id: ClassVar[str]
    practices: ClassVar[tuple[str, ...]]
    """Practices that it helps to hold."""
    then: ClassVar[str]
    """What remains for a person to do, in one sentence."""

    @abstractmethod
    def edits(self, tree: Tree) -> Sequence[Edit]:
        """The files.

        Raises
        ------
        UsageError
            It does not fit this repository, with what to do instead.
        """
