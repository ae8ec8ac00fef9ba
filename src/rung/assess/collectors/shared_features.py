"""Finds what makes the features of training and of serving the same: one artefact, one function, or one store."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.code.base import place_in
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.dataflow import Side, Sides
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.signs import ForNames
from rung.domain import Place


class Shared(Struct, frozen=True):
    """One thing that both sides go through."""

    what: str
    place: Place
    per_batch: str = ""
    """What in it depends on the other rows of the batch: `get_dummies`; empty when each row stands for itself."""


class SharedFeatures(Struct, frozen=True):
    """How features get from training to serving."""

    serves: bool
    """Something loads or asks a model outside training and evaluation."""
    artefacts: tuple[Shared, ...] = ()
    """Transformers saved with the model, or beside it and loaded where it is served."""
    functions: tuple[Shared, ...] = ()
    """Functions of the project that both sides call."""
    stores: tuple[Shared, ...] = ()
    """Feature stores that both sides read."""
    beside: tuple[Shared, ...] = ()
    """Functions that change the rows before training, outside what is saved, and that serving never calls."""
    doubled: tuple[Shared, ...] = ()
    """Functions that are written twice under one name, once for each side."""
    transforms: tuple[Place, ...] = ()
    """Where training transforms its data."""
    compared: tuple[Place, ...] = ()
    """Where feature values of both sides are compared."""
    trains: bool = True
    """Something here trains."""
    keyed: tuple[Place, ...] = ()
    """Where the model is asked by a key that it learnt, if it is asked in no other way: there are no features then."""


_ARTEFACTS = regex(
    r"sklearn\.pipeline\.|make_pipeline|Pipeline\(|imblearn\.pipeline|create_pipeline|build_pipeline|get_pipeline|workflow\(|tidymodels",
)
_JOINED = regex(r"^(?:sklearn|imblearn)\.pipeline\.(?:Pipeline|make_pipeline)$")
_STEPS = (
    "sklearn.pipeline.Pipeline",
    "sklearn.pipeline.make_pipeline",
    "imblearn.pipeline.*",
    "pyspark.ml.Pipeline",
    "workflow",
    "*.make_column_transformer",
    "tensorflow_transform.*",
    "*.layers.Normalization",
    "*.layers.TextVectorization",
    "*.layers.StringLookup",
    "*.layers.CategoryEncoding",
    "torchvision.transforms.*Normalize",
    "torchvision.transforms.*Compose",
    "albumentations.*Compose",
    "albumentations.*Normalize",
    "monai.transforms.*Compose",
)
_BY_KEY = frozenset({"most_similar", "similar_items", "similar_users"})
_FEATURE = ForNames(
    r"feature|preprocess|pre_process|transform|encod|clean(?!_?up)|prepar|normali[sz]e|engineer|tokeni[sz]e|augment|build_x|impute",
    re.I,
    "feature",
    "process",
    "transform",
    "encod",
    "clean",
    "prepar",
    "normali",
    "engineer",
    "tokeni",
    "augment",
    "build_x",
    "impute",
)
_PER_BATCH = frozenset(
    {
        "get_dummies",
        "factorize",
        "fit_transform",
        "qcut",
        "mean",
        "std",
        "median",
        "quantile",
        "rank",
        "cat.codes",
        "min",
        "max",
    }
)
_TELLING = 3
"""Statements from which on two functions of one name are two versions of the same work."""
_EXPLAINS = regex(r"importance|explain|shap|plot|report", re.I)
_CLEANS = ForNames(
    r"clean(?!_?up)|preprocess|pre_process|impute|normali[sz]e", re.I, "clean", "process", "impute", "normali"
)
_FILLS = frozenset({"fillna", "get_dummies", "factorize"})
_REFITS = frozenset({"get_dummies", "factorize", "fit_transform", "qcut"})
_PREP = regex(
    r"Scaler|Encoder|Vectorizer|Imputer|preprocess|transformer|scaler|encoder|vectorizer|ColumnTransformer|dv\b|tokenizer",
    re.I,
)
_OFFLINE = (
    "*.get_historical_features",
    "*.create_training_set",
    "*.get_offline_features",
    "*.get_training_data",
    "*.training_data",
    "*.train_test_split",
)
_ONLINE = ("*.get_online_features", "*.score_batch", "*.get_feature_vector", "*.get_feature_vectors", "*.get_record")
_COMPARING = ForNames(
    r"train(ing)?_?(serv\w{0,60})_?skew|feature_?parity|(skew|parity|replay|consistency)_?(test|check|detect\w{0,60})|test_\w{0,60}(skew|parity|same_features|replay)",
    re.I,
    "skew",
    "parity",
    "replay",
    "consistency",
    "same_features",
)


class SharedFeaturesCollector(Collector):
    """Looks at what training fits and saves, and at the functions that both sides reach."""

    def collect(self, code: Code, reach: Reach, training: Training, files: Files) -> SharedFeatures:
        """Examples and vendored code are left out."""
        away = frozenset(path for path in code.modules if files.excluded(path) or files.aside(path))
        sides = Sides(code, reach, training.fits, training.predicts)
        serving = frozenset(node for node in sides.serving if node[0] not in away)
        served = {path for path, _ in serving}
        prepared = [
            site
            for site in code.find("*.fit_transform", "*.get_dummies", "*.transform", *_STEPS)
            if site.module.path not in away and reach.from_module(site.module.path) != By.TEST
        ]
        skew = code.find("*.ModelMonitoringObjectiveConfig", "*SkewDetectionConfig", "*.detect_training_serving_skew")
        return SharedFeatures(
            bool(serving),
            tuple(_artefacts(code, training, away, served)),
            tuple(_functions(code, reach, sides, away)) if training.fits else (),
            tuple(_stores(code, away, reach)),
            tuple(_beside(code, reach, sides, away)),
            tuple(_doubled(code, sides, away)),
            tuple(site.place for site in prepared if not site.module.notebook),
            (*(site.place for site in skew), *_compared(code)),
            bool(training.fits),
            tuple(_keyed(training, away)),
        )


def _keyed(training: Training, away: frozenset[str]) -> Iterator[Place]:
    asks = [site for site in training.predicts if site.module.path not in away and not site.module.notebook]
    if all(site.call.last in _BY_KEY or site.call.last.startswith("recommendFor") for site in asks):
        yield from (site.place for site in asks)


def _artefacts(code: Code, training: Training, away: frozenset[str], served: set[str]) -> Iterator[Shared]:
    for site in training.fits:
        own = site.module.path not in away and not site.module.notebook
        if own and (_ARTEFACTS.search(site.call.name) or _made_of_steps(site, code)):
            yield Shared("the pipeline that is saved holds the transformers", site.place)
    saved = {_last(site) for site in training.saves if _PREP.search(_last(site))}
    loads = [site for site in training.loads if site.module.path in served or _near(code, site.module.path, served)]
    if saved and len(loads) > 1:
        yield Shared("the fitted transformer is saved and loaded beside the model", loads[0].place)
    yield from _recipes(training, away)
    for site in code.find("mlflow.pyfunc.log_model", "mlflow.pyfunc.save_model"):
        if (
            site.module.path not in away
            and "python_model" in site.call.kwargs
            and any(_FEATURE.search(call.name) for call in site.module.calls if "predict" in call.scope)
        ):
            yield Shared("the model is saved with its own preparation", site.place)


def _made_of_steps(site: Site, code: Code) -> bool:
    """What is fitted comes from a function of the project that puts transformers and a model together."""
    owner = site.call.name.rpartition(".")[0]
    if not owner.endswith("()"):
        return False
    path, name = site.module.path, owner.removesuffix("()")
    if name not in site.module.functions:
        _, home, name = code.linker.follow(name, path)
        path = home or path
    calls = [call for call in code.modules[path].calls if call.scope == name]
    return any(_JOINED.search(call.name) for call in calls) and any(_PREP.search(call.name) for call in calls)


def _recipes(training: Training, away: frozenset[str]) -> Iterator[Shared]:
    """R: what training fitted and wrote down is read back where rows are scored: a recipe, or a workflow with one."""
    written = [site for site in training.saves if site.module.language == "r" and site.module.path not in away]
    asking = {site.module.path for site in training.predicts} - {site.module.path for site in training.fits}
    for site in training.loads:
        if not written or site.module.language != "r" or site.module.path not in asking - away:
            continue
        if any(call.last == "bake" for call in site.module.calls):
            yield Shared("the fitted recipe is saved and applied where rows are scored", site.place)
        elif any(call.last == "workflow" for each in written for call in each.module.calls):
            yield Shared("the workflow that is saved holds its recipe", site.place)


def _near(code: Code, path: str, served: set[str]) -> bool:
    return bool(code.importers.get(path, frozenset()) & served)


def _last(site: Site) -> str:
    return " ".join(
        getattr(value, "dotted", "") if not isinstance(value, str) else value
        for value in (*site.call.args, *site.call.kwargs.values())
    )


def _functions(code: Code, reach: Reach, sides: Sides, away: frozenset[str]) -> Iterator[Shared]:
    leads = _leads(reach)
    for module in code.modules.values():
        if module.path in away or module.notebook or reach.from_module(module.path) == By.TEST:
            continue
        for function in module.functions.values():
            name = function.name.rpartition(".")[2]
            if (
                not _FEATURE.search(name)
                or _EXPLAINS.search(name)
                or function.statements < 2
                or name.startswith("test_")
            ):
                continue
            node = (module.path, function.name)
            both = sides.of(node) >= {Side.TRAINING, Side.SERVING} and len(reach.callers.get(node, ())) > 1
            if both or _called_by_both(code, reach, sides, node):
                below = _own(node, leads)
                inside = [
                    call.last for call in module.calls if call.scope.startswith(function.name) or call.scope in below
                ]
                # A transformer learns in `fit`; what its `transform` averages are the parts of one row.
                doubtful = _REFITS if _is_transformer(module, function.name) else _PER_BATCH - {"min", "max"}
                per_batch = next((last for last in inside if last in doubtful), "")
                yield Shared(
                    f"{function.name} prepares the data on both sides", place_in(module, function.line), per_batch
                )


def _beside(code: Code, reach: Reach, sides: Sides, away: frozenset[str]) -> Iterator[Shared]:
    """Values are filled, scaled or rewritten on the way to the fit, and not on the way to an answer."""
    for module in code.modules.values():
        if module.path in away or module.notebook or module.language != "python":
            continue
        for function in module.functions.values():
            node = (module.path, function.name)
            if not _CLEANS.search(function.name) or reach.by(*node) in (By.NOBODY, By.TEST):
                continue
            learned = [
                call.last
                for call in module.calls
                if call.scope == function.name and (call.last in _FILLS or _fits_preparation(call.name))
            ]
            if learned and sides.of(node) == {Side.TRAINING}:
                yield Shared(function.name, place_in(module, function.line), learned[0])


def _doubled(code: Code, sides: Sides, away: frozenset[str]) -> Iterator[Shared]:
    """A preparation in one file for training, and one of the same name in another file for what is served."""
    trained: dict[str, Place] = {}
    served: dict[str, Place] = {}
    for module in code.modules.values():
        if module.path in away or module.notebook:
            continue
        for function in module.functions.values():
            if "." in function.name or function.statements < _TELLING or not _FEATURE.search(function.name):
                continue
            side = sides.of((module.path, function.name))
            if len(side & {Side.TRAINING, Side.SERVING}) == 1:
                held = trained if Side.TRAINING in side else served
                held.setdefault(function.name, place_in(module, function.line))
    for name in sorted(trained.keys() & served.keys()):
        yield Shared(name, served[name])


def _fits_preparation(name: str) -> bool:
    return name.endswith(".fit_transform") and bool(re.search(r"imputer|scaler|encoder", name, re.I))


def _is_transformer(module: Module, name: str) -> bool:
    owner, _, method = name.rpartition(".")
    return bool(owner) and method in ("transform", "__call__", "encode") and f"{owner}.fit" in module.functions


def _called_by_both(code: Code, reach: Reach, sides: Sides, node: tuple[str, str]) -> bool:
    """Calls by its imported name from a file that serves and from one that trains, whoever starts them."""
    path, name = node
    if "." in name:
        return False
    stem = path.rsplit("/", 1)[-1].removesuffix(".py")
    callers = {site.scope for site in code.find(f"*{stem}.{name}") if reach.from_module(site.module.path) != By.TEST}
    served = {each for each in callers if each in sides.serving or each[0] in {one for one, _ in sides.handlers}}
    return bool(served) and any(Side.TRAINING in sides.of(each) for each in callers - served)


def _own(node: tuple[str, str], leads: dict[tuple[str, str], list[str]]) -> set[str]:
    """Functions of the same file that this one leads to."""
    found: set[str] = set()
    waiting = [node[1]]
    while waiting:
        for scope in leads.get((node[0], waiting.pop()), ()):
            if scope not in found:
                found.add(scope)
                waiting.append(scope)
    return found


def _leads(reach: Reach) -> dict[tuple[str, str], list[str]]:
    """By function: those of the same file that it calls."""
    found: dict[tuple[str, str], list[str]] = {}
    for (path, scope), callers in reach.callers.items():
        for caller in callers:
            if caller[0] == path:
                found.setdefault(caller, []).append(scope)
    return found


def _stores(code: Code, away: frozenset[str], reach: Reach) -> Iterator[Shared]:
    def own(*patterns: str) -> list[Site]:
        return [
            site for site in code.find(*patterns)
            if site.module.path not in away
            and not site.module.notebook
            and reach.from_module(site.module.path) != By.TEST
        ]  # fmt: skip

    offline = [
        site
        for site in own(*_OFFLINE)
        if site.call.last != "train_test_split"
        and (site.call.last != "training_data" or code.imports(site.module.path, "hsfs", "hopsworks"))
    ]
    online = [site for site in own(*_ONLINE) if site.call.last != "get_record" or "feature" in site.call.name.lower()]
    if offline and online:
        yield Shared(f"{offline[0].call.last} for training and {online[0].call.last} for serving", online[0].place)


def _compared(code: Code) -> Iterator[Place]:
    for module in code.modules.values():
        for function in module.functions.values():
            if _COMPARING.search(function.name):
                yield place_in(module, function.line)
