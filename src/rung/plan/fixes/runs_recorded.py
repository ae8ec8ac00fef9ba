"""`rung apply runs-recorded`: `rung run` records each run, once it knows which step makes the model."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.tree import Tree
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.keys import keys
from rung.plan.fixes.known import manifest, need_pipeline, training_step


class RunsRecorded(Fix):
    """`model: {name, from}`: runs keep parameters, metrics, commit and data, and models name their run."""

    id = "runs-recorded"
    practices = ("runs-recorded", "model-traceable-to-run")
    then = "rung run; train through it from now on, so that every model comes out of a recorded run"

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """Keys of `rung.yaml`. Raises `UsageError` where it has no pipeline."""
        text, file = manifest(tree)
        need_pipeline(file)
        step = training_step(file)
        name = file.project or "model"
        return [keys(text, (("model",), {"name": name, "from": step[0] if step else ""}))]
