"""`rung apply repository-hygiene`: what does not belong into the history is left out of it."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.tree import Tree
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.ignoring import ignored


class RepositoryHygiene(Fix):
    """A `.gitignore`. What is in the history already stays there until a person takes it out."""

    id = "repository-hygiene"
    practices = ("repository-hygiene",)
    then = (
        "take out what is tracked already with git rm --cached PATH, replace a key that was committed, add data files "
        "that are too large for git to .gitignore and keep them with rung data add, and add a LICENSE"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """The `.gitignore`."""
        return [ignored(tree, self.id)]
