"""Reads Prometheus, its operator, Alertmanager and canary controllers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.monitoring.base import Emission, Item, Judged, Probe, Receiver, Rule, Scrape
from rung.assess.monitoring.words import LEADING, PLACEHOLDER, about
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.assess.regex import regex
from rung.domain import Place

_EXPORTER = regex(
    r"localhost:9090|127\.0\.0\.1:9090|prometheus:|:9100$|node[-_]?exporter|cadvisor|alertmanager|pushgateway"
    r"|grafana|:9093$|:9091$"
    r"|(?:postgres|redis|mysql|kafka|nginx|blackbox|statsd|mongo|rabbitmq|dcgm)[\w-]{0,60}exporter|(?:loki|tempo"
    r"|jaeger|minio|mlflow|postgres|redis)(?::|$)",
    re.I,
)
_BLACKBOX = regex(r"/probe|blackbox")


def read_prometheus(path: str, document: YamlMap) -> Iterator[Item]:
    """The items of one YAML document; nothing when it is something else."""
    kind = document.get("kind")
    if "scrape_configs" in document:
        yield from _scrapes(path, document["scrape_configs"])
    if kind in ("ServiceMonitor", "PodMonitor"):
        yield Scrape(Place(path, document.line or 1), _named(document), True)
    if kind == "Probe" and "monitoring.coreos" in str(document.get("apiVersion")):
        yield Probe(Place(path, document.line or 1), "a Prometheus probe")
    if kind == "PrometheusRule":
        spec = document.get("spec")
        yield from _rules(path, spec.get("groups") if isinstance(spec, YamlMap) else None)
    elif "groups" in document:
        yield from _rules(path, document["groups"])
    if "receivers" in document and isinstance(document.get("route"), YamlMap):
        yield from _receivers(path, document)
    if kind in ("AnalysisTemplate", "ClusterAnalysisTemplate") or (
        kind == "Canary" and "flagger" in str(document.get("apiVersion"))
    ):
        yield Judged(Place(path, document.line or 1), f"a canary analysis ({kind})")
    yield from _annotated(path, document)


def _named(document: YamlMap) -> str:
    metadata = document.get("metadata")
    return str(metadata.get("name", "")) if isinstance(metadata, YamlMap) else ""


def _maps(value: object) -> Iterator[YamlMap]:
    if isinstance(value, YamlList):
        yield from (each for each in value if isinstance(each, YamlMap))


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, YamlList) else []


def _scrapes(path: str, jobs: object) -> Iterator[Item]:
    for job in _maps(jobs):
        place = Place(path, job.line or 1)
        name = str(job.get("job_name", ""))
        targets = [
            str(target) for static in _maps(job.get("static_configs")) for target in _items(static.get("targets"))
        ]
        if _BLACKBOX.search(f"{job.get('metrics_path', '')} {name}"):
            yield Probe(place, "a blackbox probe")
            continue
        for target in targets:
            yield Scrape(place, target, not _EXPORTER.search(target) and name not in ("prometheus", "node"))
        if not targets and any(key.endswith("_sd_configs") for key in job):
            yield Scrape(place, name, not _EXPORTER.search(name))


def _rules(path: str, groups: object) -> Iterator[Item]:
    for group in _maps(groups):
        for rule in _maps(group.get("rules")):
            if "alert" not in rule:
                continue
            labels, notes = rule.get("labels"), rule.get("annotations")
            labelled = labels if isinstance(labels, YamlMap) else {}
            noted = notes if isinstance(notes, YamlMap) else {}
            text = f"{rule.get('alert')} {rule.get('expr', '')}"
            yield Rule(
                Place(path, rule.line or 1),
                str(rule["alert"]),
                "prometheus",
                about(text),
                severity=any(re.search(r"severity|priority|level", key, re.I) for key in labelled),
                owner=any(re.search(r"team|owner|service_owner", key, re.I) for key in (*labelled, *noted)),
                runbook=any("runbook" in key.lower() or "playbook" in key.lower() for key in noted),
                leading=bool(LEADING.search(text)),
            )


def _receivers(path: str, document: YamlMap) -> Iterator[Item]:
    used = set(_routed(document.get("route")))
    for receiver in _maps(document.get("receivers")):
        name = str(receiver.get("name", ""))
        if name not in used:
            continue
        configs = [value for key, value in receiver.items() if key.endswith("_configs") and value]
        flaw = ""
        if not configs:
            flaw = f"the receiver {name!r} has no address"
        elif PLACEHOLDER.search(str(configs)):
            flaw = f"the receiver {name!r} is a placeholder"
        yield Receiver(Place(path, receiver.line or 1), name, "prometheus", flaw)


def _routed(route: object) -> Iterator[str]:
    stack = [route]
    while stack:
        here = stack.pop()
        if isinstance(here, YamlMap):
            if "receiver" in here:
                yield str(here["receiver"])
            stack.extend(_maps(here.get("routes")))


def _annotated(path: str, document: YamlMap) -> Iterator[Item]:
    """Pods that ask to be scraped, and services that switch their reporting on."""
    stack: list[object] = [document]
    while stack:
        here = stack.pop()
        if isinstance(here, YamlMap):
            if str(here.get("prometheus.io/scrape", "")).lower() == "true":
                yield Scrape(Place(path, here.lines.get("prometheus.io/scrape", 1)), "annotated pods", True)
            for key in ("appInsightsEnabled", "app_insights_enabled"):
                if str(here.get(key, "")).lower() == "true":
                    yield Emission(Place(path, here.lines.get(key, 1)), "Application Insights")
            stack.extend(value for value in here.values() if isinstance(value, (YamlMap, YamlList)))
        elif isinstance(here, YamlList):
            stack.extend(value for value in here if isinstance(value, (YamlMap, YamlList)))
