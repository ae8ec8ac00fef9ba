"""`rung apply workflow-documented`: the way from data to a prediction, as far as `rung.yaml` tells it."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.tree import Tree
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.installing import local_steps
from rung.plan.fixes.known import manifest, need_pipeline, training_step
from rung.plan.fixes.sections import page
from rung.project.file import ManifestFile

PATH = "docs/workflow.md"


class WorkflowDocumented(Fix):
    """`docs/workflow.md`: the commands that work today; manual steps are left for a person to say."""

    id = "workflow-documented"
    practices = ("workflow-documented",)
    then = "fill in the manual steps; they are also the list of what to automate next"

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """One page. Raises `UsageError` where `rung.yaml` has no pipeline."""
        _, file = manifest(tree)
        need_pipeline(file)
        parts = [
            "Who does this: [add: a role, and how often]",
            _data(file),
            _training(tree, file),
            _judging(file),
            _releasing(file),
            _again(),
        ]
        return [page(tree, PATH, "From data to predictions", self.id, "\n\n".join(parts))]


def _data(file: ManifestFile) -> str:
    named = "\n".join(f"- `{name}`: {entry.source}" for name, entry in file.datasets.items())
    return (
        f"## Data\n\n{named or '- [add: what the model is trained on]'}\n\n"
        "How it gets here: [add: who fetches it, from where, by which command]\n\n"
        "Then store the version, so that this run can be repeated:\n\n"
        "```sh\nrung data add\n```"
    )


def _training(tree: Tree, file: ManifestFile) -> str:
    step = training_step(file)
    how = ""
    if step is not None:
        entry = step[1]
        what = next(each for each in (entry.call, entry.run, entry.notebook) if isinstance(each, str))
        how = f"The step `{step[0]}` of `rung.yaml` trains: `{what}`. "
    commands = "\n".join([*local_steps(tree, file.environment), "rung run"])
    return f"## Train\n\n{how}Steps whose code and inputs have not changed are skipped.\n\n```sh\n{commands}\n```"


def _judging(file: ManifestFile) -> str:
    judged = file.evaluate
    if judged is None or not judged.holdout:
        return "## Evaluate\n\n[add: on which rows a model is judged, by which figure, and who decides]"
    gates = "".join(f"\n- `{each}`" for each in judged.gates)
    form = judged.holdout if isinstance(judged.holdout, dict) else {}
    held = ", ".join(f"{key} {value}" for key, value in form.items())
    said = f"`rung run` judges each candidate on rows that no step sees ({held})"
    metric = f" by {judged.metric}" if judged.metric else ""
    return f"## Evaluate\n\n{said}{metric}, and registers it only when these hold:\n{gates or ' no gate is set.'}"


def _releasing(file: ManifestFile) -> str:
    name = (file.model.name if file.model else None) or file.project or "MODEL"
    return (
        "## Release\n\nStaging first: the model must load and answer in a clean process.\n\n"
        f"```sh\nrung release {name} --to staging\nrung release {name}@staging --to production\nrung rollback {name}\n"
        "```\n\nHow predictions reach those who use them: [add: the job, service or file, and who runs it]"
    )


def _again() -> str:
    return (
        "## Retrain\n\n[add: when the model is trained again, and who decides]\n\n"
        "The commands are the same: `rung data add`, then `rung run`."
    )
