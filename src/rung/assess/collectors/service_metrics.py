"""What a service or a scoring job reports about itself, and who fetches it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.base import When
from rung.assess.code import Code, Reach, Site
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.monitoring_files import MonitoringFiles
from rung.assess.collectors.serving import Serving
from rung.assess.invocation import RUNNABLE, By
from rung.assess.monitoring.base import Emission, Probe, Scrape
from rung.assess.monitoring.exposed import exposed
from rung.assess.monitoring.words import MODEL, VERSION
from rung.assess.parse.python_facts import Items, Module
from rung.assess.regex import regex
from rung.assess.signs import ForNames, Signed
from rung.domain import Place

_COUNTING = (
    "prometheus_client.Counter", "prometheus_client.Gauge", "prometheus_client.Histogram", "prometheus_client.Summary",
)  # fmt: skip
_OFFERING = (
    "prometheus_client.start_http_server", "prometheus_client.start_wsgi_server", "prometheus_client.make_asgi_app",
    "prometheus_client.make_wsgi_app", "prometheus_fastapi_instrumentator.*", "starlette_exporter.*",
    "starlette_prometheus.*",
    "prometheus_flask_exporter.*", "aioprometheus.*", "django_prometheus.*", "bentoml.metrics.*", "ray.util.metrics.*",
)  # fmt: skip
"""Calls that offer what was counted, in a form that scrapers read."""
_PULLED = (*_COUNTING, "prometheus_client.generate_latest", *_OFFERING)
_PUSHED = (
    "sentry_sdk.init", "raven.*", "ddtrace.*", "datadog.*", "newrelic.agent.*", "opentelemetry.*Exporter",
    "opentelemetry.metrics.*",
    "opentelemetry.instrumentation.*", "azure.monitor.opentelemetry.*", "opencensus.ext.azure.*",
    "applicationinsights.*",
    "elasticapm.*", "*.put_metric_data", "google.cloud.monitoring_v3.*.create_time_series", "*.create_time_series",
    "statsd.*",
    "influxdb*.write", "aws_lambda_powertools.Metrics*", "aws_lambda_powertools.metrics.*", "aws_embedded_metrics.*",
    "logfire.*",
    "prometheus_client.push_to_gateway", "prometheus_client.pushadd_to_gateway", "rollbar.*", "honeybadger.*",
    "bugsnag.*",
    "scout_apm.*", "libhoney.*", "markus.*", "appsignal.*", "signalfx*",
)  # fmt: skip
_OPEN = ("prometheus_client.start_http_server", "prometheus_client.make_*_app", "prometheus_client.generate_latest")
_METRICS_BUILT_IN = frozenset({"bentoml", "ray", "litserve", "mlserver", "kserve", "seldon"})
_ERRORS_ONLY = ("sentry_sdk.init", "raven.*", "rollbar.*", "bugsnag.*", "honeybadger.*")
_ASKS = ("requests.get", "requests.post", "httpx.get", "httpx.post", "urllib.request.urlopen")
_HEALTH = regex(r"/?health|/ping|/ready|/live|/status|uptime", re.I)
_ASKING = regex(r"/?predict|/score|/infer|/invocations", re.I)
_HEARTBEAT = Signed(
    r"hc-ping\.com|healthchecks\.io|cronitor\.(?:io|link)|deadmanssnitch|nosnch\.in|betterstack\.com/heartbeat",
    re.I,
    "hc-ping.com", "healthchecks.io", "cronitor", "deadmanssnitch", "nosnch.in", "betterstack",
)  # fmt: skip
_FETCHERS = frozenset({"curl", "wget", "http", "https", "httpie", "k6", "hey"})
_FETCHING = regex(
    r"\b(?:curl|wget|httpie|k6)\b[^\n]*(?:health|/ping|/ready|/live|/predict|/score|/infer|/invocations)", re.I
)
_FRESHNESS = ForNames(r"freshness|staleness|last_success|is_stale|too_old|max_age", re.I)


class Emitter(Struct, frozen=True):
    """A call in the serving path that reports."""

    place: Place
    library: str
    pushed: bool
    """It sends by itself; else somebody must fetch."""
    errors_only: bool
    """It reports failures and no figures; such services tell people by themselves."""


class ServiceMetrics(Struct, frozen=True):
    """How the running service can be seen."""

    emitters: tuple[Emitter, ...] = ()
    """In the serving path or the scoring job only."""
    scrapes: tuple[Scrape, ...] = ()
    """Of applications that offer something to fetch."""
    empty_scrapes: tuple[Place, ...] = ()
    """Of an application whose code offers nothing."""
    probes: tuple[Probe, ...] = ()
    emissions: tuple[Emission, ...] = ()
    model_metrics: tuple[Place, ...] = ()
    """Metrics the serving path emits about predictions and inputs."""
    versioned: bool = False
    """One of the metrics has the model version as a label."""
    watchers: tuple[Place, ...] = ()
    """Metrics about the model that a process beside the service offers, where something fetches them."""
    unreadable: tuple[Place, ...] = ()
    """Routes that send their metrics as a JSON string, where no other way offers them."""
    freshness: tuple[Place, ...] = ()
    """Checks that an output is not too old, in code that something starts."""

    @property
    def collected(self) -> list[Place]:
        """Where figures are emitted and arrive somewhere: pushed, fetched, or switched on at the platform."""
        pulled = [each.place for each in self.emitters if not each.pushed]
        fetched = [*pulled, *(each.place for each in self.scrapes)] if self.scrapes else []
        return [*fetched, *self.sent]

    @property
    def sent(self) -> list[Place]:
        """Where figures arrive without a scrape."""
        pushed = [each.place for each in self.emitters if each.pushed]
        return pushed + [each.place for each in self.emissions] + [each.place for each in self.probes]

    @property
    def unscraped(self) -> list[Place]:
        """Metrics that nobody fetches."""
        return [] if self.scrapes else [each.place for each in self.emitters if not each.pushed]


class ServiceMetricsCollector(Collector):
    """Looks for reporting calls in the code that answers, then for who fetches."""

    def collect(
        self,
        code: Code,
        reach: Reach,
        serving: Serving,
        defined: MonitoringFiles,
        commands: Commands,
        ci: Ci,
        files: Files,
    ) -> ServiceMetrics:
        """Calls elsewhere (training, notebooks) do not count."""
        around = _around(reach, serving)
        emitters = [
            Emitter(site.place, site.call.name.partition(".")[0], pushed, errors)
            for patterns, pushed in ((_PULLED, False), (_PUSHED, True))
            for site in code.find(*patterns)
            if _in_serving(reach, site, around)
            for errors in (_is(site, code, _ERRORS_ONLY) and "traces_sample_rate" not in site.call.kwargs,)
        ]
        routes = list(exposed(code.modules[path] for path in sorted(around) if path in code.modules))
        emitters += [Emitter(each.place, "a route of its own", False, False) for each in routes if each.own]
        ways = [site for site in code.find(*_OFFERING) if _in_serving(reach, site, around)]
        metrics = [site for site in code.find(*_COUNTING, "bentoml.metrics.*") if _in_serving(reach, site, around)]
        named = [site for site in metrics if any(isinstance(each, str) and MODEL.search(each) for each in _texts(site))]
        live = [
            module
            for module in code.python()
            if reach.from_module(module.path) & RUNNABLE and not files.aside(module.path)
        ]
        scrapes = tuple(each for each in defined.scrapes if each.own)
        offered = any(not each.pushed for each in emitters) or bool(serving.platform) or _built_in(serving)
        return ServiceMetrics(
            tuple(emitters),
            scrapes if offered else (),
            () if offered else tuple(each.place for each in scrapes),
            (*defined.probes, *_probes(commands, ci, code, reach), *_heartbeats(code, reach, ci)),
            defined.emissions,
            tuple(site.place for site in named),
            any(VERSION.search(label) for site in metrics for label in _labels(site)),
            tuple(_watchers(code, reach, files)) if scrapes else (),
            () if ways or any(each.readable for each in routes) else tuple(each.place for each in routes),
            tuple(place for module in live for place in _fresh(module)),
        )


def _watchers(code: Code, reach: Reach, files: Files) -> Iterator[Place]:
    """In programs that keep an address open for their metrics; what only counts and offers nothing is none of these."""
    open_at = {site.module.path for site in reach.only(code.find(*_OPEN), RUNNABLE)}
    for site in reach.only(code.find(*_PULLED[:4]), RUNNABLE):
        name = site.call.args[0] if site.call.args else ""
        if site.module.path not in open_at or site.module.notebook or files.aside(site.module.path):
            continue
        if isinstance(name, str) and MODEL.search(name):
            yield site.place


def _fresh(module: Module) -> list[Place]:
    """Conditions on the age of an output."""
    lines = [(each.line, each.names) for each in module.branches] + [(stop.line, stop.names) for stop in module.stops]
    return [Place(module.path, line) for line, names in lines if any(_FRESHNESS.search(name) for name in names)]


def _built_in(serving: Serving) -> bool:
    """Servers that offer metrics without a line of code."""
    return any(each.framework.partition(".")[0] in _METRICS_BUILT_IN for each in serving.predicting)


def _around(reach: Reach, serving: Serving) -> frozenset[str]:
    """Files of the application: those that answer and those that load them."""
    paths = set(serving.paths)
    for endpoint in serving.predicting:
        paths |= {path for path, scope in reach.upstream((endpoint.scope[0], ""), 100)}
    return frozenset(path for path in paths if reach.from_module(path) != By.TEST)


def _in_serving(reach: Reach, site: Site, around: frozenset[str]) -> bool:
    if site.module.notebook or not around:
        return False
    return site.module.path in around or any(path in around for path, _ in reach.upstream(site.scope, 60))


def _is(site: Site, code: Code, patterns: tuple[str, ...]) -> bool:
    return any(site.call.name == each or site.call.name.startswith(each.removesuffix("*")) for each in patterns)


def _texts(site: Site) -> list[object]:
    return [*site.call.args, *site.call.kwargs.values()]


def _labels(site: Site) -> Iterator[str]:
    for value in _texts(site):
        if isinstance(value, Items):
            yield from (each for each in value.values if isinstance(each, str))


def _probes(commands: Commands, ci: Ci, code: Code, reach: Reach) -> Iterator[Probe]:
    """Requests that a timer makes."""
    for each in commands.all:
        if each.program in _FETCHERS and each.by & By.SCHEDULE and not each.disabled:
            if _HEALTH.search(each.text) or _ASKING.search(each.text):
                yield Probe(each.place, f"a scheduled {each.program}", bool(_ASKING.search(each.text)), each.can_fail)
        elif _HEARTBEAT.search(each.text):
            yield Probe(each.place, "a heartbeat", told=True)
    for _, job, step in ci.steps():
        if job.on(When.SCHEDULE) and _FETCHING.search(step.script) and not step.disabled:
            yield Probe(step.place, "a scheduled request", bool(_ASKING.search(step.script)), step.can_fail)
    for site in code.find(*_ASKS):
        if not reach.of(site) & By.SCHEDULE or site.module.notebook:
            continue
        lines = [text for text, line in site.module.strings if abs(line - site.call.line) < 15]
        text = " ".join([*lines, *(each for each in site.call.args if isinstance(each, str))])
        if _HEALTH.search(text) or _ASKING.search(text):
            yield Probe(site.place, "a scheduled request", bool(_ASKING.search(text)))


def _heartbeats(code: Code, reach: Reach, ci: Ci) -> Iterator[Probe]:
    for module in code.python():
        for text, line in module.strings:
            if _HEARTBEAT.search(text) and reach.from_module(module.path) & RUNNABLE:
                yield Probe(Place(module.path, line), "a heartbeat", told=True)
    for site in reach.only(code.find("sentry_sdk.crons.*"), RUNNABLE):
        yield Probe(site.place, "a check-in with Sentry", told=True)
    for _, _, step in ci.steps():
        if _HEARTBEAT.search(" ".join([step.uses, step.script, *step.with_.values()])):
            yield Probe(step.place, "a heartbeat", told=True)
