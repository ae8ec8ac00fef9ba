"""`rung apply baseline-compared`: candidates are judged beside a constant and the model in use, on the same rows."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.keys import keys
from rung.plan.fixes.known import manifest, need_pipeline
from rung.project.manifest import MANIFEST_NAME

_METRICS = {"binary": "roc_auc", "multiclass": "balanced_accuracy", "regression": "rmse"}
_LOWER_IS_BETTER = frozenset({"rmse"})


class BaselineCompared(Fix):
    """`evaluate.metric` and gates against the baseline and the champion."""

    id = "baseline-compared"
    practices = ("baseline-compared",)
    then = (
        "choose the metric that decides, and how much worse than the champion is still good enough; rung run compares, "
        "once something starts it (rung apply one-command-run)"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """Keys of `rung.yaml`. Raises `UsageError` where nothing is held out or the task is not said."""
        text, file = manifest(tree)
        need_pipeline(file)
        if file.evaluate is None or not file.evaluate.holdout:
            raise UsageError(
                "nothing is held out to compare on", where="evaluate.holdout", fix="rung apply holdout-protected"
            )
        metric = file.evaluate.metric or _METRICS.get((file.model.task if file.model else None) or "")
        if metric is None:
            raise UsageError(
                "it is not said what the model predicts, so no metric can be chosen",
                where=f"{MANIFEST_NAME}: model.task",
                fix="write task: binary, multiclass or regression below model:",
            )
        added: dict[str, object] = {"metric": metric}
        if not file.evaluate.gates:
            added["gates"] = [f"{metric} {'<=' if metric in _LOWER_IS_BETTER else '>='} baseline"]
        return [keys(text, (("evaluate",), added))]
