"""Orders of steps that nothing but a script keeps: a driver function, a target, a job that runs scripts one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.code.base import place_in
from rung.assess.excerpt import excerpt
from rung.assess.graphs.base import CORE, Framework, Graph, Role, Sources, Step, role_of
from rung.assess.invocation import RUNNABLE, By, Invocation
from rung.assess.parse.python_facts import Module
from rung.domain import Place

_FEWEST = 3
_WORKERS = frozenset({
    "python", "python3", "Rscript", "bash", "sh", "make", "just", "task", "mise", "pdm", "hatch", "pixi", "rye",
    "dvc", "kedro", "mlflow", "snakemake", "papermill", "jupyter", "az", "aws", "gcloud", "bq", "databricks",
    "dbt", "kubectl", "argo", "kfp", "prefect", "zenml", "dagster", "airflow", "metaflow", "sagemaker",
    "spark-submit", "torchrun", "accelerate", "deepspeed", "docker-compose", "poetry", "uv", "rasa", "spacy",
    "autotrain", "feast", "bentoml", "kaggle", "wget", "gsutil", "cml", "helm", "terraform", "yolo", "ludwig",
    "h2o", "vw", "julia", "node", "npm", "invoke", "nox", "tox",
})  # fmt: skip
"""Programs that can do the work of a step."""
_PLAIN = frozenset({"main", "run", "execute", "process", "start", "go", "call", "invoke", "do", "apply", "submit"})
"""Names of functions that leave it to their module to say what they do."""
_SCRIPTS = (".py", ".sh", ".bash", ".R", ".r", ".ipynb", ".jl")
_OWN_GRAPHS = ("dvc.yaml", "MLproject", "Snakefile")
"""Files that another framework reads as graphs."""


class Drivers(Framework):
    """Plain code or commands that run the steps one after the other."""

    name = "driver"

    def graphs(self, sources: Sources) -> Iterable[Graph]:
        """Functions that call three roles or more, and runs of commands that do."""
        roots = frozenset(each.dotted.partition(".")[0] for each in sources.code.modules.values() if each.dotted)
        for module in sources.code.modules.values():
            if not module.notebook and module.path not in sources.excluded:
                yield from _functions(module, roots, sources)
        yield from _sequences(sources)


def _functions(module: Module, roots: frozenset[str], sources: Sources) -> Iterator[Graph]:
    calls: dict[str, list[Step]] = {}
    own = _own_names(module, roots)
    for call in module.calls:
        if call.name.partition(".")[0].removesuffix("()") not in own:
            continue
        bare = call.last.removesuffix("()")
        role = role_of(bare) or (role_of(call.name) if bare in _PLAIN else None)
        if role is Role.TRAIN and "build" in bare.lower():
            role = None  # of code, unlike of a step: an architecture is put together, also to load weights into it
        if role:
            calls.setdefault(call.scope, []).append(Step(bare, place_in(module, call.line), role))
    for scope, steps in calls.items():
        roles = {step.role for step in steps} & CORE
        by = sources.reach.by(module.path, scope)
        if len(roles) >= _FEWEST and Role.TRAIN in roles and by & RUNNABLE:
            yield Graph("driver", scope or module.path, steps[0].place, tuple(steps), by=by, linear=True)


def _own_names(module: Module, roots: frozenset[str]) -> set[str]:
    """Names that stand for code of this project: defined here, or imported from one of its modules."""
    imported = {(name, origin.partition(".")[0]) for name, origin in module.imports.items()}
    names = {part for pair in imported if pair[1] in roots for part in pair}
    return names | set(module.functions) | set(module.classes) | {"self"}


def _is_step(each: Invocation, sources: Sources) -> bool:
    """Whether a command can do a step's work: `mkdir models/training` and `echo training` cannot."""
    program = each.program
    if program in ("python", "python3") and each.args[:1] == ("-c",):
        return False
    return program in _WORKERS or program in sources.console or program.endswith(_SCRIPTS) or "/" in program


def _sequences(sources: Sources) -> Iterator[Graph]:
    """Scripts that stand under one target, job or file, in order."""
    groups: dict[tuple[str, str], list[Invocation]] = {}
    for each in sources.invocations:
        if each.disabled or each.by & By.DOCUMENTED or each.place.path.endswith(_OWN_GRAPHS):
            continue
        head = each.via[0] if each.via else each.place
        groups.setdefault((each.workflow or head.path, head.note or each.workflow or head.path), []).append(each)
    for (path, _), invocations in groups.items():
        steps: list[Step] = []
        by = By.NOBODY
        for each in invocations:
            role = role_of(" ".join(word for word in each.words[:4] if not word.startswith("-")))
            if role and _is_step(each, sources):
                steps.append(Step(excerpt(each.text, 60), each.place, role))
                by |= each.by
        roles = {step.role for step in steps} & CORE
        if len(roles) >= _FEWEST and Role.TRAIN in roles:
            yield Graph(
                "commands", path, Place(steps[0].place.path, steps[0].place.line), tuple(steps), by=by, linear=True
            )
