"""Reads Grafana: dashboards, what loads them, alert rules and contact points."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from rung.assess.monitoring.base import Dashboard, Item, Receiver, Rule
from rung.assess.monitoring.words import LEADING, PLACEHOLDER, VERSION, about
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.assess.regex import regex
from rung.domain import Place

_QUERY = regex(
    r'"(?:expr|query|rawSql|rawQuery|title|legendFormat|target|metricName|measurement)"\s*:\s*"((?:[^"\\]|\\.){0,2000})"'
)


def read_dashboard(path: str, text: str, *, provisioned: bool) -> Dashboard | None:
    """A dashboard in JSON; `None` when the text is something else or cannot be read."""
    if '"panels"' not in text or not re.search(r'"schemaVersion"|"targets"|"datasource"', text):
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    queries = "\n".join(match.group(1) for match in _QUERY.finditer(text))
    return Dashboard(Place(path, 1), "Grafana", about(queries), bool(VERSION.search(queries)), provisioned)


def read_grafana(path: str, document: YamlMap) -> Iterator[Item]:
    """Alert rules and contact points of one provisioning file."""
    for point in _maps(document.get("contactPoints")):
        for receiver in _maps(point.get("receivers")):
            flaw = "the contact point is a placeholder" if PLACEHOLDER.search(str(receiver.get("settings"))) else ""
            flaw = flaw or ("" if receiver.get("settings") else "the contact point has no address")
            yield Receiver(Place(path, receiver.line or 1), str(point.get("name", "")), "grafana", flaw)
    for group in _maps(document.get("groups")):
        for rule in _maps(group.get("rules")):
            if "title" not in rule or "data" not in rule:
                continue
            text = f"{rule.get('title')} {rule.get('data')}"
            labels = str(rule.get("labels"))
            notes = str(rule.get("annotations"))
            yield Rule(
                Place(path, rule.line or 1), str(rule["title"]), "grafana", about(text),
                severity=bool(re.search(r"severity|priority", labels, re.I)),
                owner=bool(re.search(r"team|owner", labels + notes, re.I)),
                runbook=bool(re.search(r"runbook|playbook", notes, re.I)),
                leading=bool(LEADING.search(text)),
            )  # fmt: skip


def provides_dashboards(document: YamlMap) -> bool:
    """Whether a file tells Grafana where dashboards lie."""
    return any("options" in each for each in _maps(document.get("providers")))


def _maps(value: object) -> Iterator[YamlMap]:
    if isinstance(value, YamlList):
        yield from (each for each in value if isinstance(each, YamlMap))
