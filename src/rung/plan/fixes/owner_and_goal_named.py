"""`rung apply owner-and-goal-named`: the lines of `rung.yaml` that only a person can fill in."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.tree import Tree
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.known import manifest
from rung.project.manifest import MANIFEST_NAME

_ASKED = {
    "owner": "who answers for it, by an address that is read",
    "purpose": "what its predictions decide, and who uses them",
    "success": "how one would know that it works, in a figure",
}


class OwnerAndGoalNamed(Fix):
    """Comments with what to say: a key with a placeholder would look like an answer."""

    id = "owner-and-goal-named"
    practices = ("owner-and-goal-named",)
    then = (
        "fill in the lines and take the # away, then let the owner attest it: rung attest owner-and-goal-named; "
        "the same lines stand well in the README"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """Comments at the end of `rung.yaml` for the keys that are not there."""
        text, file = manifest(tree)
        missing = [f"# {key}: [add: {say}]" for key, say in _ASKED.items() if not getattr(file, key)]
        missing = [each for each in missing if each not in text.splitlines()]
        if not missing:
            return []
        start = text if text.endswith("\n") or not text else f"{text}\n"
        return [Edit(MANIFEST_NAME, text, "\n".join([f"{start}", *missing, ""]), adds=True)]
