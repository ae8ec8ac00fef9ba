"""General remedies in the words of the tools that a repository already has."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from rung.assess.collectors.toolbox import Toolbox
from rung.domain import Judgement, PracticeCard, Verdict

_REGISTERED = "call mlflow.register_model at the end of the run, and load models:/NAME@champion where it is served"
WITH_TOOLS: Mapping[str, Mapping[str, str]] = {
    "ci-on-every-change": {
        "gitlab": "add a job for merge requests to {place} that installs, lints and tests, and require it to pass",
        "azure": "add `pr:` and a job that installs, lints and tests to {place}, as a branch policy",
    },
    "data-contract": {
        "pandera": "write a pandera schema with ranges, allowed values and nulls for the training table",
        "great-expectations": "write an expectation suite with ranges, allowed values and nulls for the training table",
        "pydantic": "write a pydantic model with limits for a row, and hold training table and requests against it",
    },
    "data-drift-monitored": {
        "evidently": "run the evidently report on the prediction log by a schedule, and send what is over the limit",
    },
    "data-versioned": {
        "dvc": "`dvc add` the training data, name a remote (dvc remote add -d), `dvc push`, and commit the .dvc files",
        "git-lfs": "`git lfs track` the training data, commit it, and record the commit with each run",
    },
    "environment-locked": {
        "uv": "keep uv.lock current, and `uv sync --locked` in the training job and in the image",
        "poetry": "keep poetry.lock current, and `poetry install --sync` in the training job and in the image",
        "pipenv": "commit Pipfile.lock, and `pipenv sync` in the training job and in the image",
        "conda": "write a lock with conda-lock from {place}, and install from it in the training job and in the image",
        "pip": "fix every package with its version: pip-compile --generate-hashes, then install from that file",
        "renv": "keep renv.lock current, and renv::restore() in the training job and in the image",
        "r": "renv::init() and commit renv.lock, then renv::restore() in the training job and in the image",
    },
    "central-model-registry": {"mlflow": _REGISTERED},
    "one-command-run": {
        "dvc": "make training and evaluation stages of dvc.yaml, and show `dvc repro` in the README",
        "make": "add a target to {place} that fetches data, trains and evaluates, and show it in the README",
    },
    "pipeline-defined": {
        "dvc": "declare the steps as stages of dvc.yaml with deps, params and outs",
        "kedro": "register the training steps as nodes of a kedro pipeline with named inputs and outputs",
        "prefect": "make each step a prefect task with inputs and outputs, called by one flow",
        "dagster": "make each step a dagster asset that names what it depends on",
        "airflow": "make each step a task of one Airflow DAG, with files or tables between them",
        "zenml": "make each step a zenml step of one pipeline",
        "kubeflow": "make each step a component of one Kubeflow pipeline with inputs and outputs",
    },
    "pipeline-failure-reaches-a-person": {
        "airflow": "set on_failure_callback in the DAG of the training, to a channel of the team",
        "prefect": "set on_failure of the training flow to a message to a channel of the team",
        "dagster": "add a run_failure_sensor that tells a channel of the team",
        "github": "add a last step with `if: failure()` to the training job that tells a channel of the team",
        "gitlab": "add a job with `when: on_failure` behind the training that tells a channel of the team",
        "azure": "add a step with `condition: failed()` behind the training that tells a channel of the team",
        "jenkins": "add `post {{ failure {{ … }} }}` to {place} that tells a channel of the team",
    },
    "pipeline-runs-unattended": {
        "airflow": "give the DAG of the training a schedule, and let it fetch the data first",
        "prefect": "deploy the training flow with a schedule, and let it fetch the data first",
        "dagster": "give the training job a ScheduleDefinition, and let it fetch the data first",
        "kubeflow": "give the training pipeline a recurring run that is made in code, and let it fetch the data first",
        "zenml": "give the training pipeline a schedule, and let it fetch the data first",
        "github": "start the training by `on: schedule` and pushes to the default branch in a workflow, data first",
        "gitlab": "add a job for schedules and the default branch to {place} that fetches the data and trains",
        "azure": "add `schedules:` and a job that fetches the data and trains to {place}",
    },
    "repository-hygiene": {
        "pre-commit": "remove it, list it in .gitignore, replace the key, and add a hook that refuses both to {place}",
    },
    "runs-recorded": {
        "mlflow": "wrap training in mlflow.start_run(), log parameters and metrics, and save the model inside it",
        "wandb": "wrap training in wandb.init(), log parameters, metrics and the model as an artifact",
        "dvc": "log parameters and metrics with dvclive.Live() in the stage that trains",
    },
    "served-behind-interface": {
        "fastapi": "put predict behind one FastAPI route with a typed request and answer model",
    },
}
"""By practice and tool, the tool to be named first; `{place}` is its file."""

LANGUAGE = {
    "baseline-compared": {"r": "evaluate a null model and the current model on the same rows and log all three"}
}
"""By practice: what holds only where the tool is and Python's is not."""


def advise(card: PracticeCard, judgement: Judgement, toolbox: Toolbox) -> Judgement:
    """The judgement with the remedy in the words of a tool that is there; one of its own is left alone."""
    if judgement.remedy is not None or judgement.verdict not in (Verdict.UNMET, Verdict.PARTIAL):
        return judgement
    choices = {**WITH_TOOLS.get(card.id, {})}
    if "sklearn" not in toolbox.tools:
        choices |= LANGUAGE.get(card.id, {})
    for tool, text in choices.items():
        if tool in toolbox.tools:
            return replace(judgement, remedy=text.format(place=toolbox.tools[tool].path))
    return judgement
