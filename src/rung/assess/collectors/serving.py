"""How predictions reach who asks for them: services, platform endpoints, batch jobs, and demonstration pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.code.base import place_in
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.training import Training
from rung.assess.graphs.base import Role
from rung.assess.invocation import RUNNABLE, UNATTENDED, By
from rung.assess.parse.python_facts import Module, Opaque
from rung.assess.tree.base import Tree
from rung.domain import Place

ROUTES = (
    "fastapi.FastAPI().*", "fastapi.APIRouter().*", "flask.Flask().route", "flask.Flask().post", "flask.Flask().get",
    "flask.Blueprint().*", "sanic.Sanic().*", "litestar.*", "starlette.*.route", "bentoml.api", "bentoml.*.api", "bentoml.service",
    "bentoml.Service().api", "ray.serve.deployment", "robyn.*", "quart.*.route", "bottle.*", "falcon.*", "functions_framework.*",
    "azure.functions.*", "blacksheep.*", "ninja.*", "modal.*endpoint", "chalice.Chalice().*", "aws_lambda_powertools.*",
)  # fmt: skip
_VERBS = frozenset(
    {
        "get",
        "post",
        "put",
        "route",
        "api",
        "service",
        "deployment",
        "api_route",
        "http",
        "web_endpoint",
        "add_api_route",
    }
)
_SERVER_BASES = re.compile(
    r"^(?:kserve\.\w*Model|litserve\.LitAPI|mlserver\.MLModel)$|(?:^|\.)(?:BaseHandler|BaseHTTPRequestHandler|KFModel|APIView|Resource)$"
)
_PAGES = ("streamlit", "gradio", "dash", "shiny", "panel", "nicegui", "chainlit")
_PLATFORM_CALLS = (
    "sagemaker.*.deploy", "*.create_endpoint", "*.update_endpoint", "google.cloud.aiplatform.*.deploy", "*.Endpoint.create",
    "azureml.core.Model.deploy", "azureml.core.model.Model.deploy", "azureml.*.Webservice*", "*.online_endpoints.begin_create_or_update",
    "*.online_deployments.begin_create_or_update", "mlflow.deployments.*.create_deployment", "*.create_endpoint_config",
    "bentoml.deployment.*", "ray.serve.run", "*.serving_endpoints.create*", "vetiver.vetiver_api", "plumber.pr_run", "vetiver_api",
)  # fmt: skip
_BATCH_CALLS = (
    "*.batch_predict", "*.BatchPredictionJob.create", "*.transform_job", "sagemaker.transformer.*", "*.create_transform_job",
    "azureml.pipeline.steps.ParallelRunStep", "mlflow.pyfunc.spark_udf", "*.ModelBatchPredictOp", "google.cloud.aiplatform.*batch_predict*",
)  # fmt: skip
_PLATFORM_FILES = re.compile(
    r"kind:\s*(?:InferenceService|SeldonDeployment|RayService|ServingRuntime)|onlineEndpoint|managedOnline|model_serving_endpoints:|"
    r"AWS::SageMaker::Endpoint|aws_sagemaker_endpoint|google_vertex_ai_endpoint|azurerm_machine_learning_.*endpoint|databricks_model_serving"
)
_SERVE_COMMANDS = (
    ("mlflow", "models"),
    ("bentoml", "serve"),
    ("torchserve",),
    ("tritonserver",),
    ("vllm", "serve"),
    ("litserve",),
)
_SERVE_FILES = ("bentofile.yaml", "cog.yaml", "config.pbtxt", "service.py", "plumber.R")
_WRITES = (
    "*.to_csv", "*.to_parquet", "*.to_sql", "*.to_gbq", "*.write_parquet", "*.write_csv", "*.to_json", "*.saveAsTable", "*.write.*.save",
    "*.write.save", "*.insert_rows_json", "*.put_object", "*.upload_file*", "*.load_table_from_dataframe", "*.to_feather", "write.csv",
    "write_csv", "saveRDS", "*.to_delta", "*.execute_values", "*.insert_many", "*.write_dataframe", "*.write", "*.dump",
)  # fmt: skip
_SCHEMAS = (
    "flasgger.*",
    "flask_restx.*",
    "apispec.*",
    "flask_smorest.*",
    "marshmallow.*",
    "inference_schema.*",
    "connexion.*",
    "pydantic.*",
    "flask_pydantic.*",
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One way to ask for a prediction."""

    place: Place
    framework: str
    scope: tuple[str, str]
    """Path and function that answers."""
    by: By
    predicts: bool
    """The function reaches a call that asks a model."""
    contract: bool
    """What goes in is described: a typed request, a schema, a signature."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A job that scores a table."""

    place: Place
    by: By
    scheduled: bool
    writes: Place | None


@dataclass(frozen=True, slots=True)
class Serving:
    """Everything that answers."""

    endpoints: tuple[Endpoint, ...]
    """Routes and handlers, those that predict first."""
    platform: tuple[Place, ...]
    """Definitions and calls that make a managed endpoint."""
    batches: tuple[Batch, ...]
    pages: tuple[Place, ...]
    """Streamlit, Gradio and the like."""
    trains_at_start: tuple[Place, ...] = ()

    @property
    def predicting(self) -> list[Endpoint]:
        """Endpoints that predict and that something can start."""
        return [each for each in self.endpoints if each.predicts and each.by & RUNNABLE]

    @property
    def exists(self) -> bool:
        """Something answers, in whatever form."""
        return bool(self.predicting or self.platform or self.batches)

    @property
    def paths(self) -> frozenset[str]:
        """Files that answer."""
        return frozenset(each.scope[0] for each in self.predicting) | frozenset(
            each.place.path for each in self.batches
        )

    def serves(self, reach: Reach, site: Site) -> bool:
        """Whether a call stands in code that answering a request or scoring a batch runs."""
        scopes = {each.scope for each in self.endpoints if each.predicts}
        up = reach.upstream(site.scope)
        return bool(up & scopes) or any(path in self.paths for path, _ in up)


class ServingCollector(Collector):
    """Finds routes that lead to a model, platform endpoints, and scoring jobs."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        code: Code,
        reach: Reach,
        training: Training,
        pipelines: Pipelines,
        commands: Commands,
    ) -> Serving:
        """Routes are followed to the calls that predict."""
        asked: set[tuple[str, str]] = set()
        for site in training.predicts:
            asked |= reach.upstream(site.scope)
        schemas = {site.module.path for site in code.find(*_SCHEMAS)}
        endpoints = [*_routes(code, reach, asked, schemas, files), *_handlers(code, reach, asked, schemas, files)]
        endpoints.sort(key=lambda each: (not each.predicts, each.place))
        answered = {each.scope for each in endpoints if each.predicts}
        platform = [site.place for site in reach.only(code.find(*_PLATFORM_CALLS)) if not files.aside(site.module.path)]
        platform += _platform_files(tree, files) + _platform_commands(commands)
        fitted = {site.scope for site in training.fits}
        return Serving(
            tuple(endpoints),
            tuple(platform),
            tuple(_batches(code, reach, training, pipelines, answered, files)),
            tuple(place for place in code.importing(*_PAGES) if not files.aside(place.path)),
            tuple(each.place for each in endpoints if (each.scope[0], "") in fitted),
        )


def _routes(
    code: Code, reach: Reach, asked: set[tuple[str, str]], schemas: set[str], files: Files
) -> Iterator[Endpoint]:
    for site in code.find(*ROUTES):
        if (
            site.call.last not in _VERBS
            or files.aside(site.module.path)
            or reach.from_module(site.module.path) == By.TEST
        ):
            continue
        scope = (site.module.path, site.call.target or site.call.scope)
        framework = site.call.name.partition(".")[0]
        yield Endpoint(
            site.place,
            framework,
            scope,
            reach.by(*scope) | reach.by(site.module.path),
            scope in asked or _loads(site.module, scope[1], asked),
            _has_contract(site, framework, schemas),
        )


def _loads(module: Module, function: str, asked: set[tuple[str, str]]) -> bool:
    """A class that answers (BentoML, Ray Serve): one of its methods asks the model."""
    return function in module.classes and any(
        path == module.path and name.startswith(function + ".") for path, name in asked
    )


def _has_contract(site: Site, framework: str, schemas: set[str]) -> bool:
    """A typed body or an answer model for FastAPI and its kind; a schema library for the others."""
    function = site.module.functions.get(site.call.target)
    if framework in ("fastapi", "litestar", "ninja", "bentoml"):
        typed = [kind for _, kind in function.params if kind] if function else []
        plain = {
            "fastapi.Request",
            "starlette.requests.Request",
            "dict",
            "fastapi.Response",
            "fastapi.BackgroundTasks",
            "typing.Any",
        }
        return (
            "response_model" in site.call.kwargs or any(kind not in plain for kind in typed) or framework == "bentoml"
        )
    return site.module.path in schemas


def _handlers(
    code: Code, reach: Reach, asked: set[tuple[str, str]], schemas: set[str], files: Files
) -> Iterator[Endpoint]:
    """Functions and classes that a platform calls by their name."""
    for module in code.modules.values():
        if module.notebook or files.aside(module.path):
            continue
        for name in module.functions:
            by = reach.by(module.path, name)
            if by & By.HANDLER and (module.path, name) in asked:
                place = place_in(module, module.functions[name].line)
                yield Endpoint(
                    place,
                    "handler",
                    (module.path, name),
                    by,
                    True,
                    module.path in schemas or bool(module.functions[name].decorators),
                )
        for each in module.classes.values():
            if any(_SERVER_BASES.search(base) for base in each.bases):
                scope = (module.path, each.name)
                predicts = any(path == module.path and name.startswith(each.name) for path, name in asked)
                by = reach.by(*scope) | reach.by(module.path)
                yield Endpoint(place_in(module, each.line), each.bases[0], scope, by, predicts, module.path in schemas)


def _platform_files(tree: Tree, files: Files) -> list[Place]:
    found = []
    for path in tree.glob("*.yml", "*.yaml", "*.tf", "*.json", "*.bicep"):
        if files.excluded(path) or files.aside(path) or (tree.entries[path].size or 0) > 100_000:  # noqa: PLR2004
            continue
        text = tree.text(path) or ""
        match = _PLATFORM_FILES.search(text)
        if match:
            found.append(Place(path, text.count("\n", 0, match.start()) + 1))
    return found + [
        Place(path) for path in tree.glob("bentofile.yaml", "cog.yaml", "config.pbtxt") if not files.aside(path)
    ]


def _platform_commands(commands: Commands) -> list[Place]:
    return [
        each.place
        for each in commands.all
        if not each.disabled
        and each.by & RUNNABLE
        and any(
            each.words[: len(serve)] == serve and (serve[0] != "mlflow" or "serve" in each.args)
            for serve in _SERVE_COMMANDS
        )
    ]


def _batches(
    code: Code, reach: Reach, training: Training, pipelines: Pipelines, answered: set[tuple[str, str]], files: Files
) -> Iterator[Batch]:
    """Predictions outside requests and outside training that are written somewhere, and jobs of platforms."""
    writes = code.find(*_WRITES)
    fits = {scope for site in training.fits for scope in reach.upstream(site.scope)}
    judged = {site.scope for site in (*training.fits, *training.measures)}
    for site in training.predicts:
        by = reach.of(site)
        up = reach.upstream(site.scope)
        if site.module.notebook or files.aside(site.module.path) or not by & RUNNABLE or up & answered:
            continue
        if site.scope in judged:
            # Asked in order to be measured: that is evaluation.
            continue
        written = next((write.place for write in writes if write.scope in up and write.scope not in fits), None)
        if written:
            yield Batch(site.place, by, bool(by & (By.SCHEDULE | UNATTENDED)), written)
    for site in reach.only(code.find(*_BATCH_CALLS), RUNNABLE | By.PIPELINE):
        if not files.aside(site.module.path) and not site.module.notebook:
            yield Batch(site.place, reach.of(site), bool(reach.of(site) & UNATTENDED), site.place)
    for graph in pipelines.predicting:
        if graph.framework not in ("make", "driver", "commands") and not graph.place.path.endswith(".ipynb"):
            step = next(each for each in graph.steps if each.role is Role.PREDICT)
            scheduled = any(not each.disabled for each in graph.schedules)
            yield Batch(step.place, graph.by, scheduled or bool(graph.by & By.SCHEDULE), graph.place)


def request_is_loose(module: Module, class_name: str) -> bool:
    """A request model whose fields are `dict` or `Any`: it describes nothing."""
    found = module.classes.get(class_name)
    return (
        bool(found)
        and all(re.search(r"\bdict\b|\bDict\b|\bAny\b", kind) for _, kind, _ in found.fields if kind)
        and not any(isinstance(value, Opaque) for _, _, value in found.fields)
    )
