"""How predictions reach who asks for them: services, platform endpoints, batch jobs, and demonstration pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.code.base import place_in
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.stacks import Stacks
from rung.assess.collectors.training import Training
from rung.assess.graphs.base import Role
from rung.assess.invocation import RUNNABLE, By
from rung.assess.parse.python_facts import Module, Name
from rung.assess.regex import regex
from rung.assess.serving.asking import asking
from rung.assess.serving.examples import Examples
from rung.assess.serving.handing_on import handing_on
from rung.assess.serving.platform import endpoint_files
from rung.assess.serving.r_tables import keeping
from rung.assess.serving.uploads import kept_by_run
from rung.assess.serving.words import (
    BATCH_CALLS,
    CONTRACT_FILES,
    PAGES,
    PLATFORM_CALLS,
    ROUTES,
    SCHEMAS,
    SERVE_COMMANDS,
    SERVER_BASES,
    SIGNATURES,
    TABLES,
    TYPED,
    UNTYPED,
    VERBS,
    WRITES,
)
from rung.assess.tree.base import Tree
from rung.domain import Place

_TRIAL = regex(r"test|bench|smoke|perf|lint|check|^ci$", re.I)
_TABLE_ADDRESS = regex(r"^bq://|bigquery|jdbc:|snowflake|redshift", re.I)
_LOOKS_BACK = regex(r"back_?test|hindcast|benchmark", re.I)
"""Files that predict what has long happened, to judge a model: nobody waits for their rows."""
_PARTITION = regex(r"(?:dt|ds|date|day|month|hour|run_?id|batch_?id|version)=\{\}", re.I)
_PUTS = regex(r"(?:^|[._])(?:export|save|store|write|publish|upload|persist|insert|push|dump)", re.I)
_UNLIKE_ROWS = regex(
    r"model|metric|report|plot|figure|chart|log|config|param|artifact|checkpoint|history|matrix|importance|shap"
    r"|eval|test|valid|train|feature|split|cache|state|audit|manifest",
    re.I,
)
"""Words of functions that write something else than scored rows."""
_SCORED = regex(r"predict|inference|scor", re.I)
_UNLIKE_SERVICES = frozenset({"make", "driver", "commands"})

Scope = tuple[str, str]


class Endpoint(Struct, frozen=True):
    """One way to ask for a prediction."""

    place: Place
    framework: str
    scope: Scope
    """Path and function that answers."""
    by: By
    predicts: bool
    """The function reaches a call that asks a model."""
    contract: bool
    """What goes in is described: a typed request, a schema, a signature."""


class Batch(Struct, frozen=True):
    """A job that scores a table."""

    place: Place
    by: By
    scheduled: bool
    writes: Place | None
    appends: bool = False
    """Its rows stay beside those of earlier runs: a table, a partition, a file that grows."""
    kept_in: str = ""
    """Path of the script that keeps them, where it is told."""


class Serving(Struct, frozen=True):
    """Everything that answers."""

    endpoints: tuple[Endpoint, ...]
    """Routes and handlers, those that predict first."""
    platform: tuple[Place, ...]
    """Definitions and calls that make a managed endpoint."""
    batches: tuple[Batch, ...]
    pages: tuple[Place, ...]
    """Streamlit, Gradio and the like."""
    trains_at_start: tuple[Place, ...] = ()
    described: tuple[Place, ...] = ()
    """Where the input of a model is described outside routes: a signature, an OpenAPI or proto file."""

    @property
    def predicting(self) -> list[Endpoint]:
        """Endpoints that predict and that something can start."""
        return [each for each in self.endpoints if each.predicts and each.by & RUNNABLE]

    @property
    def exists(self) -> bool:
        """Something answers, in whatever form."""
        return bool(self.predicting or self.platform or self.batches)

    @property
    def scopes(self) -> frozenset[Scope]:
        """Functions that answer with a prediction."""
        return frozenset(each.scope for each in self.endpoints if each.predicts)

    @property
    def paths(self) -> frozenset[str]:
        """Files that answer."""
        batches = frozenset(each.place.path for each in self.batches)
        return frozenset(each.scope[0] for each in self.predicting) | batches

    def serves(self, reach: Reach, site: Site) -> bool:
        """Whether a call stands in code that answering a request or scoring a batch runs."""
        up = reach.upstream(site.scope)
        return bool(up & self.scopes) or any(path in self.paths for path, _ in up)


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
        stacks: Stacks,
    ) -> Serving:
        """Routes are followed to the calls that predict."""
        judged = {site.scope for site in (*training.fits, *training.measures) if site.scope[1]}
        asks = [site for site in (*training.predicts, *asking(code, reach)) if site.scope not in judged]
        asked = reach.above(site.scope for site in asks)
        schemas = _describing(code)
        examples = Examples(tree)
        endpoints = [
            *_routes(code, reach, asked, schemas, files, examples),
            *_handlers(code, reach, asked, schemas, files),
        ]
        behind = handing_on(code, [each.scope for each in endpoints if each.predicts and each.by & RUNNABLE])
        before = {scope for each in behind for scope in reach.upstream(each)}
        endpoints = [replace(each, predicts=True) if each.scope in before else each for each in endpoints]
        endpoints.sort(key=lambda each: (not each.predicts, each.place))
        platform = [site.place for site in reach.only(code.find(*PLATFORM_CALLS)) if not files.aside(site.module.path)]
        platform += endpoint_files(tree, lambda path: files.excluded(path) or files.aside(path))
        platform += [*_platform_commands(commands), *stacks.endpoints]
        answered = {each.scope for each in endpoints if each.predicts}
        scored = [site for site in reach.only(asks) if not files.aside(site.module.path)]
        own = [
            _handed_on(tree, code, each)
            for each in _own_batches(code, reach, training, scored, answered | _trials(commands), commands)
        ]
        fitted = {site.scope for site in training.fits}
        return Serving(
            tuple(endpoints),
            tuple(platform),
            (*own, *_platform_batches(code, reach, files), *_graph_batches(code, pipelines)),
            tuple(place for place in code.importing(*PAGES) if not files.aside(place.path)),
            tuple(each.place for each in endpoints if (each.scope[0], "") in fitted),
            tuple(_described(tree, files, code)),
        )  # fmt: skip


def _describing(code: Code) -> set[str]:
    """Modules that call something of a schema library."""
    return {
        place.path
        for place in code.importing(*SCHEMAS)
        if any(call.name.partition(".")[0] in SCHEMAS for call in code.modules[place.path].calls)
    }


def _described(tree: Tree, files: Files, code: Code) -> Iterator[Place]:
    for site in code.find(*SIGNATURES):
        if not site.module.notebook:
            yield site.place
    for path in tree.glob(*CONTRACT_FILES):
        if not files.excluded(path):
            yield Place(path)


def _routes(
    code: Code, reach: Reach, asked: set[Scope], schemas: set[str], files: Files, examples: Examples
) -> Iterator[Endpoint]:
    for site in code.find(*(f"*.{verb}" for verb in VERBS)):
        path = site.module.path
        if not ROUTES.match(site.call.name) or files.aside(path) or reach.from_module(path) == By.TEST:
            continue
        scope = (path, site.call.target or site.call.scope)
        predicts = scope in asked or _asks(site.module, scope[1], asked)
        yield Endpoint(
            place=site.place,
            framework=site.call.name.partition(".")[0],
            scope=scope,
            by=reach.by(*scope) | reach.by(path),
            predicts=predicts,
            contract=_has_contract(site, schemas) or (predicts and examples.show(site.call.args[:1])),
        )


def _asks(module: Module, name: str, asked: set[Scope]) -> bool:
    """A class that answers (BentoML, Ray Serve): one of its methods asks the model."""
    return name in module.classes and any(
        path == module.path and each.startswith(name + ".") for path, each in asked
    )  # fmt: skip


def _has_contract(site: Site, schemas: set[str]) -> bool:
    """A typed body or an answer model for FastAPI and its kind; a schema library for the others."""
    framework = site.call.name.partition(".")[0]
    if framework not in TYPED:
        return site.module.path in schemas
    function = site.module.functions.get(site.call.target)
    kinds = [kind for _, kind in function.params if kind] if function else []
    return "response_model" in site.call.kwargs or framework == "bentoml" or any(each not in UNTYPED for each in kinds)


def _handlers(code: Code, reach: Reach, asked: set[Scope], schemas: set[str], files: Files) -> Iterator[Endpoint]:
    """Functions and classes that a platform calls by their name."""
    for module in code.modules.values():
        path = module.path
        if module.notebook or files.aside(path):
            continue
        for name, function in module.functions.items():
            by = reach.by(path, name)
            if by & By.HANDLER and (path, name) in asked:
                described = path in schemas or bool(function.decorators)
                yield Endpoint(place_in(module, function.line), "handler", (path, name), by, True, described)
        for each in module.classes.values():
            if any(SERVER_BASES.search(base) for base in each.bases):
                by = reach.by(path, each.name) | reach.by(path)
                predicts = _asks(module, each.name, asked)
                place = place_in(module, each.line)
                yield Endpoint(place, each.bases[0], (path, each.name), by, predicts, path in schemas)


def _platform_commands(commands: Commands) -> list[Place]:
    return [
        each.place
        for each in commands.all
        if not each.disabled
        and each.by & RUNNABLE
        and any(
            each.words[: len(serve)] == serve and (serve[0] != "mlflow" or "serve" in each.args)
            for serve in SERVE_COMMANDS
        )
    ]


def _trials(commands: Commands) -> set[Scope]:
    """Scripts that a timer starts only to see whether they still work, by path and their top level."""
    scheduled = [(path, each.workflow) for path, each in commands.scripts() if each.by & By.SCHEDULE]
    real = {path for path, workflow in scheduled if not _trial_workflow(workflow)}
    return {(path, scope) for path, _ in scheduled if path not in real for scope in ("", "__main__")}


def _trial_workflow(workflow: str) -> bool:
    """Whether the name of the workflow or of its job (`path#job`) says that it tests."""
    path, _, job = workflow.partition("#")
    return any(_TRIAL.search(each) for each in (path.rpartition("/")[2].partition(".")[0], job) if each)


def _own_batches(
    code: Code, reach: Reach, training: Training, scored: list[Site], other: set[Scope], commands: Commands
) -> Iterator[Batch]:
    """Predictions that are written somewhere, outside training, evaluation and what `other` starts."""
    writes = [site for site in code.find(*WRITES) if not _LOOKS_BACK.search(site.module.path.rpartition("/")[2])]
    fits = reach.above(site.scope for site in training.fits)
    judged = {site.scope for site in (*training.fits, *training.measures)}
    for site in scored:
        up = reach.upstream(site.scope)
        if site.module.notebook or site.scope in judged or up & other:
            continue
        written = next((write for write in writes if write.scope in up and write.scope not in fits), None)
        written = written or _beside(writes, up - fits, reach)
        if written:
            by = reach.of(site)
            stays = _appends(written)
            copied = None if stays else kept_by_run({path for path, _ in up}, list(commands.scripts()), commands.all)
            yield Batch(site.place, by, bool(by & By.SCHEDULE), copied or written.place, stays or copied is not None)


def _beside(writes: list[Site], up: Set[Scope], reach: Reach) -> Site | None:
    """What is asked is handed to a function that says it puts it somewhere: `Exporter(rows).export(path)`."""
    for write in writes:
        path, name = write.scope
        if not name or not _PUTS.search(name) or _UNLIKE_ROWS.search(f"{path.rpartition('/')[2]} {name}"):
            continue
        if any(caller in up for caller in reach.callers.get(write.scope, ())):
            return write
    return None


def _handed_on(tree: Tree, code: Code, batch: Batch) -> Batch:
    """R scripts hand their rows on by files, and another one may keep them."""
    module = code.modules[batch.place.path]
    keeps = keeping(tree, code, module) if module.language == "r" else None
    return replace(batch, appends=True, kept_in=keeps.path) if keeps else batch


def _appends(write: Site) -> bool:
    """Whether rows of earlier runs stay."""
    kwargs = write.call.kwargs
    mode = kwargs.get("if_exists", kwargs.get("mode", ""))
    modes = [call.args[:1] for call in write.module.calls if call.last == "mode" and call.scope == write.call.scope]
    if mode in ("append", "a") or ("append",) in modes:
        return True
    if any("={}" in text and _PARTITION.search(text) for text, _ in write.module.strings):
        return True
    return "partition_cols" in kwargs or (write.call.last in TABLES and mode not in ("replace", "overwrite", "fail"))


def _platform_batches(code: Code, reach: Reach, files: Files) -> Iterator[Batch]:
    for site in reach.only(code.find(*BATCH_CALLS)):
        if not files.aside(site.module.path) and not site.module.notebook:
            by = reach.of(site)
            stored = any(
                "bigquery" in key or _TABLE_ADDRESS.search(value.dotted if isinstance(value, Name) else str(value))
                for key, value in site.call.kwargs.items()
            )
            yield Batch(site.place, by, bool(by & By.SCHEDULE), site.place, stored)


def _graph_batches(code: Code, pipelines: Pipelines) -> Iterator[Batch]:
    texts = (text for module in code.python() for text, _ in module.strings)
    dated = any("={}" in text and _PARTITION.search(text) and _SCORED.search(text) for text in texts)
    for graph in pipelines.predicting:
        path = graph.place.path
        if graph.framework in _UNLIKE_SERVICES or path.endswith(".ipynb"):
            continue
        step = next(each for each in graph.steps if each.role is Role.PREDICT)
        scheduled = any(not each.disabled for each in graph.schedules) or bool(graph.by & By.SCHEDULE)
        module = code.modules.get(path)
        stored = dated or (module is not None and any(_TABLE_ADDRESS.search(text) for text, _ in module.strings))
        yield Batch(step.place, graph.by, scheduled, graph.place, stored)
