"""Whether one machinery makes several models."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.base import Job
from rung.assess.code import Code, Reach
from rung.assess.code.vocabulary import LEARNING_PACKAGES
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE
from rung.assess.parse.python_facts import DECORATES, LOOPED, Assign, Items, Module, Name, Opaque
from rung.assess.regex import regex
from rung.assess.signs import Signed
from rung.assess.tree.base import Tree
from rung.domain import Place

_MODELS = regex(
    r"^(?:MODELS|MODEL_(?:NAMES|CONFIGS|REGISTRY|CLASSES)|ALL_MODELS|USE_?CASES|TENANTS|MARKETS|COUNTRIES|models|use_cases)$"
)
_ALGORITHM = regex(
    r"regress(?:ion|or)|forest|boost|xgb|lgbm|lightgbm|catboost|\bsv[mcr]\b|ridge|lasso|elastic|knn|neighbo|mlp|linear"
    r"|logit|logistic|\btree|decision_?tree|extra_?trees|bayes|\blr\b|\brf\b|\bdt\b|\bnb\b|\bgb[mrt]?\b|lstm|gru|\bcnn\b|resnet"
    r"|vgg|bert|gpt|t5|llama|efficientnet|mobilenet|arima|prophet|dummy|sgd|ensemble|stack|voting|baseline|neural|transformer"
    r"|kmeans|isolation",
    re.I,
)
_AXIS = regex(r"^models?(?:_?names?)?$|use_?case|tenant|market|country|region_model", re.I)
_MAKES = regex(r"train|deploy|pipeline|retrain|publish", re.I)
_LOOPS = Signed(
    r"for_each\s{0,20}=\s{0,20}[^\n]{0,200}?(?:\bmodels?\b|model_?(?:names|configs|set)|pipelines\b|schedul|use_?cases|tenants|ml_jobs)"
    r"|\{\{-?\s{0,20}range [^}]{0,200}\.(?:models|tenants|useCases)\b",
    re.I,
    "for_each", "range")  # fmt: skip
_OTHER_LOOPS = regex(r"role|permission|member|\bapis?\b|\bsa_|service_account|secret", re.I)
_FOREACH = regex(
    r"^([^\S\n]{1,40})([\w-]{0,60}train[\w-]{0,60}|[\w-]{0,60}model[\w-]{0,60}):\s{0,20}\n\1\s{1,20}(?:foreach|matrix):",
    re.M,
)
_MAKES_GRAPH = regex(r"^DAG$|(?:create|build|make)_\w{0,60}(?:dag|flow|pipeline)(?!\w{0,60}_(?:run|job|log|state)s?)")
"""Making a graph; to make a run of one, or to look at it, is another thing."""
_PRODUCT = regex(r"AWS::ServiceCatalog::CloudFormationProduct|\"aws_servicecatalog_product\"")
"""A catalogue from which each new project gets the same machinery."""
_MOST_CONFIG = 60_000


_PARTS = ("*.StaticPartitionsDefinition", "*.MultiPartitionsDefinition", "*.DynamicPartitionsDefinition")
"""Parts that are not spans of time."""


class ModelFamily(Struct, frozen=True):
    """Models that one way makes."""

    instantiated: tuple[Place, ...]
    """A list, matrix or loop over models that training or deployment runs through, with at least two entries."""
    parameterised: tuple[Place, ...]
    """The name of the model, project or market is a parameter; only one is seen."""


class ModelFamilyCollector(Collector):
    """Looks at lists of models in code, matrices in CI, loops in graphs, Terraform and charts."""

    def collect(self, tree: Tree, files: Files, ci: Ci, code: Code, reach: Reach, training: Training) -> ModelFamily:
        """Algorithms tried for one task are one model, not many."""
        live = [
            module
            for module in code.modules.values()
            if not module.notebook and reach.from_module(module.path) & RUNNABLE and not files.aside(module.path)
        ]
        instantiated = [place for module in live for place in _lists(module)]
        instantiated += [place for module in live for place in _generated_graphs(module)]
        instantiated += _partitioned(code, reach, files, training)
        instantiated += [job.place for _, job in ci.jobs() if _has_matrix(job)]
        parameterised = []
        for path in tree.glob("*.tf", "*.yaml", "*.yml"):
            if files.excluded(path) or files.aside(path) or (tree.entries[path].size or 0) > _MOST_CONFIG:
                continue
            text = tree.text(path) or ""
            if path.rpartition("/")[2] == "dvc.yaml":
                instantiated += [Place(path, _line(text, match.end())) for match in _FOREACH.finditer(text)
                                 if not _ALGORITHM.search(text[match.end() : match.end() + 200])]  # fmt: skip
                continue
            match = _LOOPS.search(text)
            if match and not _OTHER_LOOPS.search(match.group()):
                parameterised.append(Place(path, _line(text, match.start())))
            if match := _PRODUCT.search(text):
                parameterised.append(Place(path, _line(text, match.start())))
        offered = reach.only(code.find("aws_cdk.aws_servicecatalog*.*Product"), RUNNABLE)
        parameterised += [site.place for site in offered if not files.aside(site.module.path)]
        return ModelFamily(tuple(instantiated), tuple(parameterised))


def _lists(module: Module) -> Iterator[Place]:
    """`MODELS = {…}` with an entry per model of its own."""
    for assign in module.assigns:
        if not assign.scope and _MODELS.match(assign.name.rpartition(".")[2]):
            names = _entries(module, assign)
            if len(names) > 1 and not _alternatives(module, assign, names):
                yield Place(module.path, assign.line)


def _entries(module: Module, assign: Assign) -> tuple[str, ...]:
    display = next((keys for keys in module.dicts if assign.line <= keys.line <= assign.line + 1), None)
    if display:
        return display.names
    if isinstance(assign.value, Items):
        return tuple(each for each in assign.value.values if isinstance(each, str))
    return ()


def _alternatives(module: Module, assign: Assign, names: tuple[str, ...]) -> bool:
    """The entries are algorithms for the same task: by their names, or because they are estimators of a library."""
    if sum(bool(_ALGORITHM.search(name)) for name in names) * 2 >= len(names):
        return True
    if isinstance(assign.value, Items):
        return False
    last = assign.line + 6 * len(names)
    near = [call for call in module.calls if assign.line <= call.line <= last and not call.scope]
    named = [call.name for call in near if not call.flags & LOOPED]
    return any(name.partition(".")[0] in LEARNING_PACKAGES for name in named)


def _generated_graphs(module: Module) -> Iterator[Place]:
    """A loop that makes one scheduled graph per model."""
    for call in module.calls:
        if call.flags & LOOPED and _MAKES_GRAPH.search(call.last):
            yield Place(module.path, call.line)


def _partitioned(code: Code, reach: Reach, files: Files, training: Training) -> Iterator[Place]:
    """Assets that train once for each part of a fixed set: markets, places, products."""
    fitting = {node for scope in {site.scope for site in training.fits} for node in reach.upstream(scope)}
    fixed = {
        site.call.target
        for site in code.find(*_PARTS)
        if not files.aside(site.module.path) and (site.call.args or site.call.kwargs)
    }
    for site in code.find("dagster.*asset"):
        value = site.call.kwargs.get("partitions_def")
        if not site.call.flags & DECORATES or (site.module.path, site.call.target) not in fitting:
            continue
        named = value.dotted if isinstance(value, Name) else value.text if isinstance(value, Opaque) else ""
        if named in fixed or any(named.removesuffix("()").endswith(part.lstrip("*")) for part in _PARTS):
            yield site.place


def _has_matrix(job: Job) -> bool:
    return bool(_MAKES.search(job.id)) and any(
        _AXIS.search(name) and len(values) > 1 and not all(_ALGORITHM.search(value) for value in values)
        for name, values in job.matrix.items()
    )


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
