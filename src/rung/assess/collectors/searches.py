"""How parameters are searched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.code.composed import Composed, composed
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.tracking import Tracking
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.parse import yaml
from rung.assess.parse.python_facts import Name
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex
from rung.assess.tracking.base import Holds
from rung.assess.tree.base import Tree
from rung.domain import Place

_TUNERS = (
    "optuna.create_study", "*.GridSearchCV", "*.RandomizedSearchCV", "*.HalvingGridSearchCV",
    "*.HalvingRandomSearchCV", "*.BayesSearchCV",
    "hyperopt.fmin", "ray.tune.*", "wandb.sweep", "wandb.agent", "keras_tuner.*", "kerastuner.*", "sagemaker.tuner.*",
    "*.HyperDriveConfig",
    "azure.ai.ml.*sweep*", "google.cloud.aiplatform.*HyperparameterTuningJob", "*.HyperparameterTuner", "flaml.*",
    "tune_grid", "tune_bayes", "tune_race_anova", "tune_sim_anneal", "workflow_map",
    "tune.tune_grid", "*.CrossValidator", "pyspark.ml.tuning.*", "nevergrad.*", "skopt.*", "ax.*", "*.ParameterGrid",
    "*.ParameterSampler",
)  # fmt: skip
_FILES = regex(
    r"kind:\s*Experiment[\s\S]{0,2000}katib|^method:\s*(?:bayes|grid|random)[\s\S]{0,2000}^parameters:|hydra/sweeper",
    re.M,
)

_BRANCHES = regex(r"pattern\s*=\s*cross\(|\btar_map\(|\bexpand[._]grid\(|\bcrossing\(")


_BOUND = regex(r"\s{0,20}([\w.]{1,60})\s{0,5}<-")
_WRITES = regex(r"(?<!\w)(?:write_\w{1,20}|write\.csv|saveRDS|fwrite|dbWriteTable|dbAppendTable)\s?\(")
_NEAR = 12
"""Lines that a statement may stretch over."""


class Searches(Struct, frozen=True):
    """Searches for parameters."""

    recorded: tuple[Place, ...]
    """Reached, with results that are kept."""
    reached: tuple[Place, ...]
    scripted: tuple[Place, ...]
    """Loops in scripts that a person starts."""
    unused: tuple[Place, ...]
    """Recorded, and no model is kept from where they run."""
    aside: tuple[Place, ...]
    """In notebooks only."""
    beside: tuple[Place, ...] = ()
    """In scripts that nothing names, where training is started another way."""


class SearchesCollector(Collector):
    """Looks for tuners, sweep files and scripted loops of experiments."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        code: Code,
        reach: Reach,
        commands: Commands,
        tracking: Tracking,
        training: Training,
        pipelines: Pipelines,
    ) -> Searches:
        """Results are kept when a tracker records metrics in the same file or in what leads to it."""
        sites = [site for site in code.find(*_TUNERS) if not files.aside(site.module.path)]
        started = training.path | By.PIPELINE
        reached = [site for site in sites if reach.of(site) & started and not site.module.notebook]
        beside = [site for site in sites if reach.of(site) & By.SCRIPT and site not in reached]
        kept = {log.place.path for log in tracking.of(Holds.METRICS, RUNNABLE | By.PIPELINE)}
        recorded = [
            site
            for site in reached
            if "storage" in site.call.kwargs
            or (site.module.language == "r" and _writes_trials(tree.text(site.module.path) or "", site.call.line))
            or (
                (site.module.path in kept or any(path in kept for path, _ in reach.upstream(site.scope, 60)))
                and _keeps_trials(site, tracking)
            )
        ]
        sweeps = [
            Place(path)
            for path in tree.glob("*sweep*.y*ml", "*katib*.y*ml", "*tune*.y*ml")
            if not files.excluded(path) and _FILES.search(tree.text(path) or "")
        ]
        loops = [
            each.place
            for each in commands.all
            if each.program == "dvc" and each.args[:2] == ("exp", "run") and len(each.args) > 2
        ]
        trained = {node for site in training.fits for node in reach.upstream(site.scope)}
        swept, lost = _swept(composed(tree, code, reach, commands.all, trained), tracking)
        keeping = {site.module.path for site in training.saves if reach.of(site) & (RUNNABLE | By.PIPELINE)}
        keeping |= {log.place.path for log in tracking.of(Holds.MODEL, RUNNABLE | By.PIPELINE)}
        used = [
            site
            for site in recorded
            if "storage" in site.call.kwargs
            or site.module.path in keeping
            or {path for path, _ in reach.upstream(site.scope, 60)} & keeping
        ]
        return Searches(
            (*(site.place for site in used), *sweeps, *swept, *_stepwise(pipelines), *_branched(tree, pipelines)),
            (*(site.place for site in reached), *lost),
            tuple(loops),
            tuple(site.place for site in recorded if site not in used),
            tuple(site.place for site in sites if site.module.notebook),
            tuple(site.place for site in beside if not site.module.notebook),
        )


def _swept(files: Iterable[Composed], tracking: Tracking) -> tuple[list[Place], list[Place]]:
    """Sweepers of Hydra with a space to search: whose trials are kept, and whose are not."""
    kept: list[Place] = []
    lost: list[Place] = []
    for each in files:
        for sweeper, line in yaml.find(each.document, "sweeper"):
            if isinstance(sweeper, YamlMap) and (sweeper.get("params") or sweeper.get("search_space")):
                stored = bool(sweeper.get("storage") or tracking.holds() & Holds.METRICS)
                (kept if stored else lost).append(Place(each.path, line))
    return kept, lost


def _writes_trials(text: str, line: int) -> bool:
    """R: what the search gives is bound to a name, and a later statement writes that name down."""
    lines = text.splitlines()
    bound = next(
        (found[1] for above in reversed(lines[max(line - _NEAR, 0) : line]) if (found := _BOUND.match(above))), ""
    )
    if not bound:
        return False
    for number in range(line, len(lines)):
        if re.search(rf"(?<![\w.$]){re.escape(bound)}(?![\w.])", lines[number]):
            statement = lines[number : number + _NEAR]
            rest = list(takewhile(lambda each: each.strip() and not _BOUND.match(each), statement[1:]))
            if _BOUND.match(lines[number]) is None and any(_WRITES.search(each) for each in [statement[0], *rest]):
                return True
    return False


def _keeps_trials(site: Site, tracking: Tracking) -> bool:
    """Of a study: it has a store or a callback, its trials are written, or what it calls for each trial records."""
    if site.call.last != "create_study" or "storage" in site.call.kwargs or "**" in site.call.kwargs:
        return True
    tried = {"objective"}
    for call in site.module.calls:
        if call.last == "trials_dataframe" or (call.last == "optimize" and "callbacks" in call.kwargs):
            return True
        if call.last == "optimize":
            tried |= {value.dotted.rpartition(".")[2] for value in call.args[:1] if isinstance(value, Name)}
    return any(
        log.what.endswith("autolog") or tried & set(log.scope.split("."))
        for log in tracking.of(Holds.METRICS, RUNNABLE | By.PIPELINE)
        if log.place.path == site.module.path
    )


def _stepwise(pipelines: Pipelines) -> list[Place]:
    """Steps that a platform starts with one set of parameters after another; it keeps every trial as a run."""
    return [step.place for graph in pipelines.graphs for step in graph.steps if step.sweeps]


def _branched(tree: Tree, pipelines: Pipelines) -> list[Place]:
    """Graphs of R targets that branch over combinations of parameters; their store keeps every branch."""
    found = []
    for graph in pipelines.of("targets"):
        text = tree.text(graph.place.path) or ""
        match = _BRANCHES.search(text)
        if match and graph.trains:
            found.append(Place(graph.place.path, text.count("\n", 0, match.start()) + 1))
    return found
