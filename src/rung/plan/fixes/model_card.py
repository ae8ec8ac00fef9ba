"""`rung apply model-card`: the part of a model's card that people write."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.tree import Tree
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.known import manifest
from rung.plan.fixes.sections import page
from rung.project.file import ManifestFile

PATH = "MODEL_CARD.md"


class ModelCard(Fix):
    """`MODEL_CARD.md`: purpose and owner as `rung.yaml` has them, and limits that only people know."""

    id = "model-card"
    practices = ("model-card",)
    then = (
        "fill in each [add: …]; rung card MODEL@VERSION joins the page with metrics, slices and data of a version "
        "from the records"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """One page; nothing is measured, so no figure stands in it."""
        _, file = manifest(tree)
        name = (file.model.name if file.model else None) or file.project or "the model"
        return [page(tree, PATH, f"Model card of {name}", self.id, _body(file))]


def _body(file: ManifestFile) -> str:
    judged, model = file.evaluate, file.model
    data = "\n".join(f"- `{name}` ({entry.source})" for name, entry in file.datasets.items())
    metric = judged.metric if judged and judged.metric else "[add: the figure that decides]"
    groups = ", ".join(f"`{each}`" for each in (*model.slices, *model.protected)) if model else ""
    parts = {
        "Purpose": file.purpose or "[add: what is decided or done with its predictions]",
        "Out of scope": "[add: what it must not be used for]",
        "Owner": file.owner or "[add: who answers for it, by a role address]",
        "Training data": f"{data}\n\n[add: whom or what the rows stand for, and which time they cover]",
        "Metrics": f"Judged by {metric}. [add: the figures of the version in use, from rung card]",
        "Groups": f"{groups or '[add: groups among which it may differ]'}: [add: how it does for each, from rung card]",
        "Limits": "[add: where it is known to be weak or wrong]",
    }
    return "\n\n".join(f"## {title}\n\n{text}" for title, text in parts.items())
