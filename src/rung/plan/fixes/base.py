"""A fix: files that would take a project a step further, written for it and shown before anything changes."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from msgspec import Struct

from rung.assess.tree import Tree
from rung.plan.fixes.mark import is_ours

PLACEHOLDER = "[add: "
"""What only a person knows stands behind it, up to the closing bracket. No measurement takes it for evidence."""


class Edit(Struct, frozen=True):
    """One file as it shall be."""

    path: str
    """From the root of the project, with forward slashes."""
    before: str | None
    """The text that is there; `None` where there is no file."""
    after: str
    adds: bool = False
    """Every line that is there stays, and in its order: such an edit may be made to a person's file."""
    tags: bool = False
    """A notebook of which only the tags of cells change: such an edit, too, may be made to a person's file."""

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after

    @property
    def overwrites_a_person(self) -> bool:
        """Whether somebody's words would be lost: the file is not one that Rung wrote and nobody has touched since."""
        if not self.changes or self.before is None:
            return False
        if self.adds and _within(self.before.splitlines(), self.after.splitlines()):
            return False
        if self.tags and _without_tags(self.before) == _without_tags(self.after):
            return False
        return not is_ours(self.before)

    @property
    def added(self) -> list[str]:
        """The lines that are not there yet."""
        known = set((self.before or "").splitlines())
        return [each for each in self.after.splitlines() if each not in known]

    @property
    def to_fill_in(self) -> list[str]:
        """What a person has to add, as the placeholders say it."""
        parts = (each.partition(PLACEHOLDER)[2].partition("]")[0] for each in self.added)
        return list(dict.fromkeys(each for each in parts if each))


class Fix(ABC):
    """Proposes files. Reads the project, and writes nothing."""

    id: ClassVar[str]
    """Words behind `rung apply`."""
    practices: ClassVar[tuple[str, ...]]
    """Practices that it helps to hold."""
    then: ClassVar[str]
    """What remains for a person to do, in one sentence."""
    in_repository: ClassVar[bool] = False
    """It makes sense in a git repository only, and its files lie at the root of that."""

    def __init__(self, root: Path | None = None) -> None:
        """`root` is the folder on disk, for fixes that ask the project's own tools; others need the tree alone."""
        self.root = root

    @abstractmethod
    def edits(self, tree: Tree) -> Sequence[Edit]:
        """The files.

        Raises
        ------
        UsageError
            It does not fit this project, with what to do instead.
        """

    def commands(self) -> Sequence[Sequence[str]]:
        """Programs that are started in the folder once the files are written; shown and asked for like them."""
        return []


def _without_tags(text: str) -> object:
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell.get("metadata", {}).pop("tags", None)
    return notebook


def _within(few: list[str], many: list[str]) -> bool:
    rest = iter(many)
    return all(any(_kept(each, found) for found in rest) for each in few)


def _kept(line: str, found: str) -> bool:
    """The same line, or one of YAML in which keys were added before its closing brace."""
    if line == found:
        return True
    start, brace, end = line.rpartition("}")
    while brace:
        if found.startswith(start) and found.endswith(brace + end):
            return True
        start, brace, more = start.rpartition("}")
        end = more + "}" + end
    return False
