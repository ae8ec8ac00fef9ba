"""What a candidate model is compared with."""

from __future__ import annotations

import re

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.code.r_words import calling
from rung.assess.collectors.gates import Gates
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.tracking import Tracking
from rung.assess.graphs.base import Role
from rung.assess.invocation import RUNNABLE, By
from rung.assess.loop.base import Loop
from rung.assess.regex import regex
from rung.assess.signs import ForNames
from rung.assess.tracking.base import Holds
from rung.domain import Place

_SIMPLE = (
    "*DummyClassifier", "*DummyRegressor", "*.NaiveForecaster", "*.SeasonalNaive", "*.Naive", "*.NaiveSeasonal",
    "*.RandomWalkWithDrift",
    "*.NaiveDrift", "*ZeroR", "parsnip.null_model", "null_model", "*.HistoricAverage", "mlflow.*baseline*",
)  # fmt: skip
_NAMED = ForNames(
    r"baseline|naive|dummy_?(?:model|classif|regress|predict|estimator)|majority|persistence|heuristic", re.I
)
_NOT = regex(
    r"baseline_(?:date|path|dir|file|window|data|dist|profile|dataset|uri|config|job"
    r"|drift|constraints|statistics|stats)|\.baseline$"
    r"|(?:data|drift|monitor|quality)_?\w{0,20}baseline|Baseline(?:Config|ing|Job)|baseliner",
    re.I,
)
"""Baselines of a monitor: what the data looked like, not a model."""
_MONITORS = ("sagemaker.model_monitor", "evidently", "whylogs", "nannyml", "alibi_detect", "deepchecks")
_OF_MODEL = regex(r"model|regress|classif|predict|estimator|naive|dummy|majority|persistence|heuristic", re.I)
"""What a baseline is called where one of these is used, and it still is a model."""


_LINEAR = frozenset({"linear_reg", "logistic_reg", "null_model", "naive_reg"})
_PLAIN_MODELS = ("*.LinearRegression", "*.LogisticRegression")
_STRONGER = frozenset({"boost_tree", "rand_forest", "mlp", "bag_tree", "svm_rbf", "cubist_rules", "bart"})


class Baselines(Struct, frozen=True):
    """Comparisons of a candidate."""

    simple: tuple[Place, ...]
    """A simple model or rule that reached code evaluates."""
    current: tuple[Place, ...]
    """A comparison with the current model that reached code makes."""
    kept: bool
    """The comparison is recorded per run."""
    aside: tuple[Place, ...] = ()
    """Baselines in notebooks only."""


def _kept_by_run(simple: list[Site], tracking: Tracking) -> bool:
    """R: scripts hand their results on by files, and one of them keeps the figures of each run."""
    in_r = any(site.module.language == "r" for site in simple)
    return in_r and any(not log.overwritten and log.tool == "own table" for log in tracking.of(Holds.METRICS))


def _beside_the_model(code: Code) -> list[Site]:
    """R: a script fits a linear specification and a stronger one, and asks both."""
    found = []
    for site in calling(code, _LINEAR):
        called = [call.last for call in site.module.calls]
        if not _STRONGER.isdisjoint(called) and called.count("predict") > 1 and called.count("fit") > 1:
            found.append(site)
    return found


def _beside_in_graph(code: Code, pipelines: Pipelines) -> list[Site]:
    """Graphs that train a linear model in a step of its own, others in other steps, and judge them in one more."""
    found: list[Site] = []
    for graph in pipelines.training:
        programs = {step.runs.partition("::")[0] for step in graph.steps if step.role is Role.TRAIN}
        linear = [site for site in code.find(*_PLAIN_MODELS) if site.module.path in programs]
        if Role.EVALUATE in graph.roles and linear and programs - {site.module.path for site in linear} - {""}:
            found += linear
    return found


class BaselinesCollector(Collector):
    """Looks for simple models, functions that are called baseline, and comparisons with the champion."""

    def collect(
        self, code: Code, reach: Reach, gates: Gates, tracking: Tracking, pipelines: Pipelines, loop: Loop
    ) -> Baselines:
        """A comparison is kept when a tracker records metrics where it is made."""
        sites = code.find(*_SIMPLE)
        for site in code.ending(_NAMED.search):
            name, last = site.call.name, site.call.last
            if _NOT.search(name) or last.startswith(("print", "plot")):
                continue
            if _OF_MODEL.search(last) or not code.imports(site.module.path, *_MONITORS):
                sites.append(site)
        sites += [*_beside_the_model(code), *_beside_in_graph(code, pipelines)]
        simple = [site for site in sites if reach.of(site) & (RUNNABLE | By.PIPELINE) and not site.module.notebook]
        aside = [site for site in sites if site.module.notebook]
        current = [gate for gate in gates.reached if gate.against_model]
        logs = {(log.place.path, log.scope) for log in tracking.of(Holds.METRICS)}
        paths = {path for path, _ in logs}
        where = {site.module.path for site in simple} | {gate.place.path for gate in current}
        up = {path for site in simple for path, _ in reach.upstream(site.scope, 40)}
        # `rung run` holds each candidate against a constant on the held-out rows, and keeps both figures.
        constant = (loop.evaluates,) if loop.runs and loop.evaluates else ()
        return Baselines(
            (*(site.place for site in simple), *constant),
            tuple(gate.place for gate in current),
            bool((where | up) & paths) or _kept_by_run(simple, tracking) or bool(constant),
            tuple(site.place for site in aside),
        )
