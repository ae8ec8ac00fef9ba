"""`rung apply code-in-version-control`: a repository, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.tree import Tree
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.ignoring import ignored


class CodeInVersionControl(Fix):
    """`git init` where no repository is, and a `.gitignore`; commits are a person's."""

    id = "code-in-version-control"
    practices = ("code-in-version-control",)
    then = (
        "git add -A && git commit -m 'First version', then commit each change as it is made, and push to a server: "
        "git remote add origin ADDRESS && git push -u origin HEAD"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """The `.gitignore`."""
        return [ignored(tree, self.id)]

    def commands(self) -> Sequence[Sequence[str]]:
        """`git init`, and only where there is no repository, above or below."""
        if self.root is None or any((place / ".git").exists() for place in (self.root, *self.root.parents)):
            return []
        return [["git", "init", "--quiet"]]
