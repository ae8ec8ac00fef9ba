"""`rung apply holdout-protected`: rows that judge the model and that no step gets to see."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.tree import Tree
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.keys import keys
from rung.plan.fixes.known import manifest, need_pipeline

_HOLDOUT = {"random": "20%", "seed": 7}


class HoldoutProtected(Fix):
    """`evaluate.holdout`: a fifth of the rows, by a seed."""

    id = "holdout-protected"
    practices = ("holdout-protected",)
    then = (
        "let the training code read its input (a variable or argument of the dataset's name) in place of the file: a "
        "step that reads the holdout is stopped; where rows have a time, write holdout: {latest: 14d}, and where one "
        "customer has many rows {group: COLUMN, share: 20%}"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """One key of `rung.yaml`. Raises `UsageError` where it has no pipeline that makes a model."""
        text, file = manifest(tree)
        need_pipeline(file)
        return [keys(text, (("evaluate",), {"holdout": dict(_HOLDOUT)}))]
