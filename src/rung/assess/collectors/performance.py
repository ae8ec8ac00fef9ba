"""Live quality: predictions joined with what happened, estimates, the age of the model, figures by group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.collectors.alerts import Alerts
from rung.assess.collectors.files import Files
from rung.assess.collectors.monitoring_files import MonitoringFiles
from rung.assess.collectors.serving import Serving
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.monitoring.base import About, Watches
from rung.assess.monitoring.handed_on import HandedOn
from rung.assess.monitoring.near import Near, Surroundings
from rung.assess.monitoring.words import GROUP, LIVE, LIVE_LINE, OUTCOME
from rung.assess.regex import regex
from rung.assess.serving.words import WRITES
from rung.assess.signs import ForNames
from rung.assess.tree.base import Tree
from rung.domain import Place

_ESTIMATES = ("nannyml.CBPE", "nannyml.DLE", "nannyml.*PerformanceCalculator", "nannyml.*CBPE", "nannyml.*DLE",
              "vetiver.compute_metrics",
              "vetiver_compute_metrics", "vetiver.*vetiver_compute_metrics")  # fmt: skip
_PRESETS = ("evidently.*ClassificationPreset", "evidently.*RegressionPreset", "evidently.*ClassificationPerformance*",
            "evidently.*RegressionPerformance*", "evidently.*ClassificationQuality*",
            "evidently.*RegressionQuality*")  # fmt: skip
_PLATFORM = (
    "sagemaker.*ModelQualityMonitor",
    "azure.ai.ml.entities.ModelPerformanceSignal",
    "*.quality_monitors.create",
)
_BIAS_PLATFORM = ("sagemaker.*ModelBiasMonitor", "sagemaker.*ClarifyModelMonitor")
_GROUP_CALLS = ("fairlearn.*", "aequitas.*", "aif360.*", "*.MetricFrame", "nannyml.*Fairness*")
_JOINS = ("*.merge", "*.join", "*.merge_asof", "*.inner_join", "*.left_join", "pandas.merge")
_MEASURES = (
    "sklearn.metrics.*", "*.accuracy_score", "*.f1_score", "*.roc_auc_score", "*.mean_squared_error",
    "*.mean_absolute_error", "*.log_loss",
    "*.brier_score_loss", "*.precision_score", "*.recall_score", "*.r2_score", "yardstick.*",
)  # fmt: skip
_LOGGED = regex(
    r"predict(?:ion|ed)s?[_/.-]?(?:log|logs|table|store|history|path|df|records?)|inference_?log|production"
    r"|live_?(?:data|metrics|performance)"
    r"|(?:from|join) +\w*predictions?|monitor|(?<![a-z])served|feedback",
    re.I,
)
_OWN_MEASURE = regex(r"precision|recall|accuracy|rmse|(?:^|_)mae|auc|(?:^|_)f1|brier|mape|logloss|log_loss", re.I)
_WATCHING = regex(r"monitor|(?<![a-z])live(?![a-z])|production", re.I)
_AGE = ForNames(
    r"model_?age|max_?age_?days|days_since_(?:train|deploy)|model_?stale\w*|staleness_?(?:limit|days)|age_of_model",
    re.I,
)
_SQL_JOIN = regex(r"join", re.I)
_SQL_MEASURE = regex(r"avg\(|rmse|mae\b|accuracy|abs\(|error|precision|recall|count_?if|power\(", re.I)
_SQL_NAME = regex(r"predict|monitor|perform|accura|quality|metric|outcome|label|eval|score", re.I)


class PerformanceCheck(Struct, frozen=True):
    """One way live quality is measured."""

    place: Place
    how: str
    by: By
    scheduled: bool
    stored: bool
    limits: bool
    told: bool
    version: bool
    """By model version or slice."""
    estimate: bool = False
    """An estimate in place of outcomes."""
    demo: bool = False
    notebook: bool = False


class Performance(Struct, frozen=True):
    """Every measurement of live quality, the most complete first."""

    checks: tuple[PerformanceCheck, ...] = ()
    age: tuple[Place, ...] = ()
    """Conditions on the age of the model."""
    groups: tuple[PerformanceCheck, ...] = ()
    """Figures by group of people on live data."""
    offline_groups: tuple[Place, ...] = ()
    """Figures by group, before release only."""

    @property
    def running(self) -> list[PerformanceCheck]:
        """Those that something outside a notebook starts."""
        return [each for each in self.checks if not each.notebook and each.by & RUNNABLE]


class PerformanceCollector(Collector):
    """Looks for functions that bring predictions and outcomes together and measure."""

    def collect(
        self,
        tree: Tree,
        code: Code,
        reach: Reach,
        files: Files,
        training: Training,
        serving: Serving,
        alerts: Alerts,
        defined: MonitoringFiles,
        around: Surroundings,
    ) -> Performance:
        """What measures during training is left out."""
        trained = reach.above(site.scope for site in training.fits)
        fits = {site.scope for site in training.fits}
        serves = partial(serving.serves, reach)
        handed_on = HandedOn(code, reach, filter(serves, code.find(*WRITES)), serves)
        finder = _Finder(code, reach, files, around, alerts, trained, fits, handed_on)
        checks = [*finder.tools(), *finder.joins(), *_queries(tree, files), *_declared(defined, Watches.QUALITY)]
        groups, offline = finder.groups()
        checks.sort(
            key=lambda each: (
                -(8 * bool(each.by & RUNNABLE) + 4 * each.scheduled + 2 * each.told + each.version - 4 * each.demo)
            )
        )
        return Performance(
            tuple(checks),
            tuple(finder.ages()),
            (*groups, *_declared(defined, Watches.FAIRNESS)),
            tuple(offline),
        )


class _Finder(Struct):
    code: Code
    reach: Reach
    files: Files
    around: Surroundings
    alerts: Alerts
    trained: set[tuple[str, str]]
    fits: set[tuple[str, str]]
    handed_on: HandedOn

    def tools(self) -> Iterator[PerformanceCheck]:
        """Estimators and platform monitors; presets only on live data."""
        for site in self._kept(self.code.find(*_ESTIMATES)):
            yield self._check(site, site.call.last, estimate=site.call.last in ("CBPE", "DLE"))
        for site in self._kept(self.code.find(*_PLATFORM)):
            yield self._check(site, site.call.last, scheduled=True)
        for site in self._kept(self.code.find(*_PRESETS)):
            near = self.around.near(site.scope)
            live = LIVE.search(near.text) and not self._static(near)
            if site.scope not in self.trained and (live or self.handed_on.reads(site.scope)):
                yield self._check(site, site.call.last)

    def joins(self) -> Iterator[PerformanceCheck]:
        """A file that knows of logged predictions and of outcomes and measures, outside training."""
        seen: set[str] = set()
        joining = {site.module.path for site in self._kept(self.code.find(*_JOINS))}
        own = [
            site
            for site in self.code.find("compute_*", "calculate_*", "*.compute_*", "*.calculate_*")
            if _OWN_MEASURE.search(site.call.last)
        ]
        for site in self._kept([*self.code.find(*_MEASURES), *own]):
            path = site.module.path
            if path in seen or self._trains(site) or self._pages(path):
                continue
            near = self.around.near(site.scope)
            watching = bool(_WATCHING.search(path))
            handed_on = self._handed_on(near)
            logged = handed_on or (_LOGGED.search(near.core) and not self._static(near))
            if not (logged and OUTCOME.search(near.text if watching else near.core)):
                continue
            joined = bool(near.paths & joining) or bool(re.search(r"\bjoin\b", near.text, re.I))
            if not joined and not watching:
                continue
            seen.add(path)
            yield self._check(site, "predictions joined with outcomes")

    def groups(self) -> tuple[list[PerformanceCheck], list[Place]]:
        """Figures by group: on live data, and elsewhere."""
        live, offline = [], []
        for site in self._kept(self.code.find(*_GROUP_CALLS, *_BIAS_PLATFORM, "*.groupby", "group_by")):
            platform = site.call.last in ("ModelBiasMonitor", "ClarifyModelMonitor")
            grouped = site.call.last in ("groupby", "group_by")
            if grouped and not GROUP.search(" ".join([str(site.call.args), str(site.call.kwargs), site.call.scope])):
                continue
            near = self.around.near(site.scope)
            if platform or (_LOGGED.search(near.core) and not self._trains(site) and not self._static(near)):
                live.append(self._check(site, site.call.last, scheduled=platform))
            elif not grouped:
                offline.append(site.place)
        return live, offline

    def ages(self) -> Iterator[Place]:
        """Conditions that name the age of the model."""
        for module in self.code.python():
            if self.reach.from_module(module.path) & RUNNABLE and not self.files.aside(module.path):
                lines = [(each.line, each.names) for each in module.branches]
                lines += [(each.line, each.names) for each in module.comparisons]
                lines += [(stop.line, stop.names) for stop in module.stops]
                for line, names in lines:
                    if any(_AGE.search(name) for name in names):
                        yield Place(module.path, line)

    def _kept(self, sites: list[Site]) -> list[Site]:
        return [
            site
            for site in sites
            if not self.files.aside(site.module.path)
            and not self.files.excluded(site.module.path)
            and self.reach.of(site) & ~By.TEST
        ]

    def _trains(self, site: Site) -> bool:
        """It judges what has just been trained."""
        return site.scope in self.trained or bool(self.reach.upstream(site.scope, 50) & self.fits)

    def _static(self, near: Near) -> bool:
        kept = {entry.name for entry in self.files.data_files}
        named = [text for text in near.text.split("\n") if "." in text and text.rpartition("/")[2] in kept]
        return bool(named) and not any(LIVE_LINE.search(line) for line in near.text.split("\n") if line not in named)

    def _handed_on(self, near: Near) -> bool:
        """A function beside it, or on the way to it, reads what serving wrote."""
        return any(self.handed_on.reads(node) for node in near.nodes)

    def _pages(self, path: str) -> bool:
        return self.code.imports(path, "streamlit", "gradio", "dash", "shiny")

    def _check(self, site: Site, how: str, *, scheduled: bool = False, estimate: bool = False) -> PerformanceCheck:
        near = self.around.near(site.scope)
        nodes = set(near.nodes)
        regular = scheduled or self.around.on_schedule(near)
        alarmed = self.around.exported(near) and bool(self.alerts.about(About.MODEL))
        told = alarmed or bool(self.around.users(self.around.users(self.alerts.senders)) & nodes)
        told = told or (regular and self.around.refuses(near)) or self.around.starts_something(near)
        version = bool(re.search(r"model_?version|by_version|slice|segment|model_?id", near.text, re.I))
        return PerformanceCheck(
            site.place, how, self.reach.of(site), regular, self.around.stored(near),
            alarmed or self.around.limited(near), told, version, estimate,
            near.demo, site.module.notebook,
        )  # fmt: skip


def _queries(tree: Tree, files: Files) -> Iterator[PerformanceCheck]:
    """Queries that join predictions with outcomes and measure."""
    for path in files.sql:
        if files.aside(path) or not _SQL_NAME.search(path):
            continue
        text = (tree.text(path) or "")[:20_000]
        if _SQL_JOIN.search(text) and "predict" in text.lower() and OUTCOME.search(text) and _SQL_MEASURE.search(text):
            version = bool(re.search(r"group +by[^;]{0,2000}version|model_version", text, re.I | re.S))
            yield PerformanceCheck(
                Place(path, 1),
                "a query",
                By.SCRIPT,
                False,
                "insert" in text.lower() or "dbt" in path,
                False,
                False,
                version,
            )


def _declared(defined: MonitoringFiles, kind: Watches) -> Iterator[PerformanceCheck]:
    for each in defined.monitors:
        if kind in each.watches:
            yield PerformanceCheck(each.place, each.what, By.SCHEDULE, each.scheduled, True, True, each.told, True)
