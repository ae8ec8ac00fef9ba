"""Graphs declared in Python: flows, DAGs, assets, components and step objects of the orchestration libraries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.code.base import Site, place_in
from rung.assess.graphs.base import Framework, Graph, Role, Schedule, Sources, Step, role_of
from rung.assess.graphs.factories import made_by_own
from rung.assess.graphs.judging import judging
from rung.assess.graphs.schedules import schedules_of
from rung.assess.invocation import By
from rung.assess.parse.python_facts import DECORATES, Call, Items, Module, Name
from rung.domain import Place

CONTAINERS = {
    "prefect": ("prefect.flow", "prefect.flows.flow"),
    "airflow": ("airflow.*dag", "airflow.*DAG", "airflow.DAG"),
    "dagster": (
        "dagster.*job", "dagster.*graph", "dagster.Definitions", "dagster.*repository", "dagster.define_asset_job",
        "dagster.*pipeline",
    ),
    "zenml": ("zenml.pipeline", "zenml.pipelines.pipeline"),
    "kfp": ("kfp.*pipeline", "kfp.pipeline"),
    "flyte": ("flytekit.workflow", "flytekit.*workflow"),
    "azure-ml": ("azureml.pipeline.core.Pipeline", "azure.ai.ml.dsl.pipeline", "azureml.*.Pipeline"),
    "sagemaker": ("sagemaker.workflow.pipeline.Pipeline", "sagemaker.mlops.workflow.*Pipeline"),
    "step-functions": ("stepfunctions.workflow.*Workflow", "stepfunctions.*Workflow"),
    "kedro": ("kedro.pipeline.*ipeline", "kedro.*.pipeline", "kedro.*.Pipeline"),
    "tfx": ("tfx.*.Pipeline",),
    "ray": ("ray.workflow.*",),
    "mage": ("mage_ai.*pipeline",),
    "hamilton": ("hamilton.driver.Builder", "hamilton.driver.Driver"),
    "databricks": ("databricks.sdk.*.create", "dlt.table"),
}  # fmt: skip
"""Calls and decorators that declare a graph, by framework."""
STEPS = (
    "prefect.task", "prefect.tasks.task", "airflow.*task", "airflow.*task.*", "dagster.*asset", "dagster.asset",
    "dagster.*op",
    "dagster.op", "dagster.*solid", "zenml.step", "zenml.steps.step", "kfp.*component", "flytekit.task",
    "flytekit.*task",
    "metaflow.step", "azure.ai.ml.*component", "mage_ai.*", "dagster.multi_asset", "dagster.graph_asset",
)  # fmt: skip
"""Decorators that make a function a step."""
_LOOSE = frozenset({"dagster", "kedro", "step-functions"})
"""Frameworks whose steps functions make, and the container is given the chain of them."""
_NAMES = ("task_id", "name", "step_name", "display_name", "func", "id")


class PythonFlows(Framework):
    """Prefect, Airflow, Dagster, ZenML, Kubeflow, Flyte, Azure ML, SageMaker, Kedro, TFX and the like."""

    name = "python"

    def graphs(self, sources: Sources) -> Iterable[Graph]:
        """One graph per declared flow; flows of tests are left out."""
        steps = _decorated_steps(sources)
        found: list[Graph] = []
        for framework, patterns in CONTAINERS.items():
            declared = sources.code.find(*patterns)
            for site in [*declared, *(made_by_own(declared, sources) if framework == "airflow" else ())]:
                path = site.module.path
                if path in sources.excluded or sources.reach.from_module(path) == By.TEST:
                    continue
                graph = _graph(framework, site, sources, steps)
                if graph.steps:
                    found.append(graph)
        yield from found
        yield from _joined([graph for graph in found if graph.framework == "kedro"], sources)
        yield from _flow_specs(sources)
        yield from _assets(sources)


def _joined(graphs: list[Graph], sources: Sources) -> Iterator[Graph]:
    """Kedro runs the pipelines of a package as one, and loads what they take from its catalog."""
    packages: dict[str, list[Graph]] = {}
    for graph in graphs:
        package, inside, _ = graph.place.path.partition("/pipelines/")
        packages.setdefault(package if inside else graph.place.path, []).append(graph)
    catalogs = [Place(path) for path in sources.paths("catalog*.yml", "catalog*.yaml", "*/catalog/*.yml")]
    for package, parts in packages.items():
        home = package.partition("src/")[0]
        loads = [Step("catalog", place, Role.INGEST) for place in catalogs if place.path.startswith(f"{home}conf/")]
        by = By.NOBODY
        for part in parts:
            by |= part.by
        steps = (*(step for part in parts for step in part.steps), *loads[:1])
        yield replace(parts[0], name=package, steps=steps, by=by)


class _Named(Struct, frozen=True):
    """A function that a decorator made a step."""

    place_module: Module
    line: int
    name: str


def _decorated_steps(sources: Sources) -> dict[str, _Named]:
    found: dict[str, _Named] = {}
    for site in sources.code.find(*STEPS):
        if site.call.flags & DECORATES:
            name = site.call.target.rpartition(".")[2]
            found[name] = _Named(site.module, site.call.line, name)
    return found


def _graph(framework: str, site: Site, sources: Sources, steps: dict[str, _Named]) -> Graph:
    module = site.module
    function = site.call.target if site.call.flags & DECORATES else ""
    found = list(_steps_in(framework, site, function, steps, sources))
    if not any(step.role is Role.EVALUATE for step in found):
        scopes = _scopes(framework, site, function)
        found += judging([call for call in module.calls if _inside(call.scope, scopes)], module.path, sources)
    by = sources.reach.by(module.path, function) | sources.reach.by(module.path, "")
    label = site.call.kwargs.get("name") or site.call.kwargs.get("dag_id") or (site.call.args or (None,))[0]
    name = function or _text(label) or site.call.target
    return Graph(
        framework=framework,
        name=name,
        place=site.place,
        steps=tuple({(step.name, step.role): step for step in found}.values()),
        schedules=tuple(schedules_of(site, function, sources)),
        by=by,
        on_failure=tuple(_failure_receivers(site)),
    )


def _steps_in(framework: str, site: Site, function: str, steps: dict[str, _Named], sources: Sources) -> Iterator[Step]:
    """Calls that the container makes in its own scope, and step objects it is given or that stand beside it."""
    module = site.module
    scopes = _scopes(framework, site, function)
    # A job that is a function names its ops; the other objects stand for everything that is declared beside them.
    declares_all = framework == "dagster" and not function
    for call in module.calls:
        if declares_all and call.flags & DECORATES and call.target.rpartition(".")[2] in steps:
            yield _step(module, call.line, call.target.rpartition(".")[2], sources)
        if not _inside(call.scope, scopes):
            continue
        bare = _called(call)
        if bare in steps:
            yield _step(module, call.line, bare, sources)
        elif _is_step_object(bare, framework) or (framework == "airflow" and "task_id" in call.kwargs):
            first = call.args[0] if call.args else None
            label = next((call.kwargs[key] for key in _NAMES if key in call.kwargs), first)
            kind = "condition" if bare == "Choice" and _on_figures(module) else bare
            yield _step(module, call.line, _text(label) or bare, sources, kind=kind)
        elif function and _is_project_function(module, bare, sources):
            yield _step(module, call.line, bare, sources)
    for value in site.call.kwargs.values():
        if isinstance(value, Items):
            for item in value.values:
                if isinstance(item, Name) and item.dotted.rpartition(".")[2] in steps:
                    yield _step(module, site.call.line, item.dotted.rpartition(".")[2], sources)


def _scopes(framework: str, site: Site, function: str) -> set[str]:
    """Functions in whose calls the steps of a graph stand."""
    if function:
        return {function}
    if framework == "airflow":
        given = (*site.call.args, *site.call.kwargs.values())
        handed = {each.dotted for each in given if isinstance(each, Name)}
        return {site.call.scope, "", *(handed & site.module.functions.keys())}
    return {call.scope for call in site.module.calls} if framework in _LOOSE else {site.call.scope, ""}


def _called(call: Call) -> str:
    """Name of the step that a call runs: `train` for `train(…)` and for `train.submit(…)`."""
    bare = call.last.removesuffix("()")
    if bare in ("submit", "map", "partial", "expand", "with_options", "set_caching_options", "after"):
        return call.name.rpartition(".")[0].rpartition(".")[2].removesuffix("()").lstrip("?")
    return bare


def _inside(scope: str, scopes: set[str]) -> bool:
    return any(scope == each or (each and scope.startswith(each + ".")) for each in scopes)


def _is_step_object(name: str, framework: str) -> bool:
    """`PythonOperator`, `TrainingStep`, `node`, a TFX component."""
    if framework == "kedro":
        return name in ("node", "Node")
    if framework == "step-functions" and name == "Choice":
        return True
    if framework == "tfx":
        return name[:1].isupper() and name.endswith(
            ("Gen", "Validator", "Transform", "Trainer", "Tuner", "Evaluator", "Pusher", "Resolver", "Importer", "Step")
        )
    return name.endswith(("Operator", "Step", "Op", "Task", "Sensor", "JobOp")) or name == "AutoMLStep"


def _on_figures(module: Module) -> bool:
    """A choice of the module compares numbers, not the status of a job."""
    return any(".ChoiceRule.Numeric" in call.name for call in module.calls)


def _is_project_function(module: Module, name: str, sources: Sources) -> bool:
    if name in module.functions:
        return True
    origin = module.imports.get(name)
    return origin is not None and any(
        name in other.functions
        for other in sources.code.modules.values()
        if other.dotted and origin.startswith(other.dotted)
    )


def _step(module: Module, line: int, name: str, sources: Sources, kind: str = "") -> Step:
    role = role_of(name) or (role_of(kind) if kind else None)
    runs = f"{module.path}::{name}" if name in module.functions else sources.executed.get((module.path, name), "")
    return Step(name, place_in(module, line), role, runs)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return value.dotted.rpartition(".")[2] if isinstance(value, Name) else ""


def _failure_receivers(site: Site) -> Iterator[Place]:
    for key in ("on_failure_callback", "on_failure", "on_crashed", "sla_miss_callback"):
        value = site.call.kwargs.get(key)
        if value is not None and value != Items(()):
            yield site.place


def _assets(sources: Sources) -> Iterator[Graph]:
    """Dagster: all assets are one graph, whose edges are their parameters, wherever they stand."""
    steps = []
    for site in sources.code.find("dagster.*asset", "dagster.*multi_asset"):
        path = site.module.path
        if site.call.flags & DECORATES and path not in sources.excluded and sources.reach.from_module(path) != By.TEST:
            name = site.call.target.rpartition(".")[2]
            role = role_of(name) or role_of(path.rpartition("/")[2].removesuffix(".py"))
            steps.append(Step(name, site.place, role, f"{path}::{site.call.target}"))
    starts = sources.code.find(
        "dagster.*Definitions", "dagster.*repository", "dagster.*definitions", "dagster.*load_defs"
    )
    starts = [site for site in starts if site.module.path not in sources.excluded]
    if len(steps) > 1 and starts:
        schedules = tuple(
            Schedule(site.place, site.call.last)
            for site in sources.code.find("dagster.*ScheduleDefinition", "dagster.*schedule", "dagster.*sensor")
            if site.module.path not in sources.excluded and sources.reach.of(site)
        )
        named = {each: role_of(_near(each, sources)) for each in schedules}
        training = tuple(each for each in schedules if named[each] is Role.TRAIN)
        yield Graph("dagster", "assets", starts[0].place, tuple(steps), training, By.PIPELINE)
        scoring = [step for step in steps if step.role is Role.PREDICT]
        if scoring:
            timed = tuple(each for each in schedules if named[each] is Role.PREDICT)
            yield Graph("dagster", "scoring assets", scoring[0].place, tuple(scoring), timed, By.PIPELINE)


def _near(schedule: Schedule, sources: Sources) -> str:
    """Names in the call that makes a schedule: what it starts."""
    module = sources.code.modules[schedule.place.path]
    calls = (call for call in module.calls if call.line == schedule.place.line)
    return " ".join(
        f"{call.target} {' '.join(_text(value) for value in (*call.args, *call.kwargs.values()))}" for call in calls
    )


def _flow_specs(sources: Sources) -> Iterator[Graph]:
    """Metaflow and Luigi: classes whose methods, or whose siblings, are the steps."""
    for module in sources.code.modules.values():
        if module.path in sources.excluded:
            continue
        luigi: list[Step] = []
        for each in module.classes.values():
            bases = " ".join(each.bases)
            if "FlowSpec" in bases:
                yield _flow_spec(module, each.name, each.line, sources)
            elif "luigi." in bases:
                luigi.append(Step(each.name, place_in(module, each.line), role_of(each.name)))
        if luigi:
            by = sources.reach.from_module(module.path)
            yield Graph("luigi", module.path, luigi[0].place, tuple(luigi), by=by)


def _flow_spec(module: Module, name: str, line: int, sources: Sources) -> Graph:
    steps = []
    for function in module.functions.values():
        owner, _, method = function.name.rpartition(".")
        if owner == name and any(each.last == "step" for each in function.decorators):
            role = role_of(method) or (Role.INGEST if method == "start" and function.statements > 1 else None)
            steps.append(Step(method, place_in(module, function.line), role, f"{module.path}::{function.name}"))
    scheduled = [
        each for each in module.classes[name].decorators if each.last in ("schedule", "trigger", "trigger_on_finish")
    ]
    return Graph(
        "metaflow",
        name,
        place_in(module, line),
        tuple(steps),
        tuple(Schedule(place_in(module, each.line), each.last) for each in scheduled),
        sources.reach.from_module(module.path),
    )
