"""Reads every file that configures monitoring, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.collectors.files import Files
from rung.assess.monitoring.base import (
    Dashboard,
    Emission,
    Item,
    Judged,
    PlatformMonitor,
    Probe,
    Receiver,
    Rule,
    Scrape,
)
from rung.assess.monitoring.grafana import provides_dashboards, read_dashboard, read_grafana
from rung.assess.monitoring.platforms import read_platform
from rung.assess.monitoring.prometheus import read_prometheus
from rung.assess.monitoring.resources import of_bicep, of_hcl, of_template, read_resource
from rung.assess.monitoring.terraform import read_names
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlMap
from rung.assess.signs import Signed
from rung.assess.tree.base import Tree
from rung.errors import UnreadableError

_MOST = 300_000
_MOST_DASHBOARD = 2_000_000
_TELLS = Signed(
    r"scrape_configs|ServiceMonitor|PodMonitor|kind: *\"?Probe|PrometheusRule|-\s+alert:|^receivers:"
    r"|contactPoints|providers:|prometheus\.io/scrape"
    r"|AnalysisTemplate|flagger\.app|app_?insights_?enabled|create_monitor:|quality_monitors:|rule_files|AWS::(?:CloudWatch|SNS|Synthetics|SageMaker"
    r"|Route53|Chatbot|CodeDeploy)|[Ii]nsights/|grafana_dashboard|microsoft\.portal|condition: ",
    re.M | re.I,
    "scrape_configs", "servicemonitor", "podmonitor", "probe", "prometheusrule", "alert:", "receivers:",
    "contactpoints", "providers:", "prometheus.io/scrape", "analysistemplate", "flagger.app", "insights",
    "create_monitor:", "quality_monitors:", "rule_files", "aws::", "grafana_dashboard", "microsoft.portal",
    "condition: ")  # fmt: skip
_TELLS_HCL = Signed(
    r"alarm|alert|monitor|dashboard|synthetics|health_check|uptime|insights|sns_topic_subscription|pagerduty"
    r"|opsgenie|statuscake|checkly"
    r"|web_test|codedeploy|grafana|slo\b",
    re.I,
    "alarm", "alert", "monitor", "dashboard", "synthetics", "health_check", "uptime", "insights", "sns_topic",
    "pagerduty", "opsgenie", "statuscake", "checkly", "web_test", "codedeploy", "grafana", "slo")  # fmt: skip
_LONGEST_PATH = 1_000
"""Characters of a path with wildcards; a longer one was made to be slow."""


class MonitoringFiles(Struct, frozen=True):
    """What the files of the project define for monitoring; examples and vendored files left out."""

    rules: tuple[Rule, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    scrapes: tuple[Scrape, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    probes: tuple[Probe, ...] = ()
    monitors: tuple[PlatformMonitor, ...] = ()
    emissions: tuple[Emission, ...] = ()
    judged: tuple[Judged, ...] = ()
    """Canary analyses and deployments that alarms roll back."""


class MonitoringFilesCollector(Collector):
    """Asks the name, then a few words, and parses only what remains."""

    def collect(self, tree: Tree, files: Files) -> MonitoringFiles:
        """All items, rules marked when nothing loads them."""
        reading = _Reading(tree, files)
        items = list(reading.items())
        rules = [each for each in items if isinstance(each, Rule)]
        return MonitoringFiles(
            tuple(reading.loaded(each) for each in rules),
            tuple(each for each in items if isinstance(each, Receiver)),
            tuple(each for each in items if isinstance(each, Scrape)),
            tuple(reading.boards()),
            tuple(each for each in items if isinstance(each, Probe)),
            tuple(each for each in items if isinstance(each, PlatformMonitor)),
            tuple(each for each in items if isinstance(each, Emission)),
            tuple(each for each in items if isinstance(each, Judged)),
        )


class _Reading:
    """One pass over the configuration files."""

    def __init__(self, tree: Tree, files: Files) -> None:
        self.tree = tree
        self.files = files
        self.loads: list[str] = []
        self.servers = 0
        self.known_receivers = False
        self.providers = False
        self.operator: set[str] = set()
        self.found_boards: list[Dashboard] = []

    def items(self) -> Iterator[Item]:
        """Everything the files define, dashboards in JSON apart."""
        for path in self._own("*.yml", "*.yaml", "*.rules", "*.yml.tmpl", "*.yaml.tmpl"):
            yield from self._yaml(path)
        yield from self._terraform()
        for path in self._own("*.bicep"):
            text = self._text(path)
            if _TELLS_HCL.search(text):
                for resource in of_bicep(path, text):
                    yield from self._kept(read_resource(resource))
        for path in self._own("*.json"):
            yield from self._json(path)

    def _terraform(self) -> Iterator[Item]:
        texts = {path: self._text(path) for path in self._own("*.tf", "*.tf.json")}
        telling = [path for path, text in texts.items() if _TELLS_HCL.search(text)]
        if telling:
            names = read_names([*texts.items(), *((path, self._text(path)) for path in self._own("*.tfvars"))])
            for path in telling:
                for resource in of_hcl(path, texts[path], names):
                    yield from self._kept(read_resource(resource))

    def _own(self, *patterns: str) -> Iterator[str]:
        return (
            path for path in self.tree.glob(*patterns) if not self.files.excluded(path) and not self.files.aside(path)
        )

    def _text(self, path: str, most: int = _MOST) -> str:
        if (self.tree.entries[path].size or 0) > most:
            return ""
        return self.tree.text(path) or ""

    def _yaml(self, path: str) -> Iterator[Item]:
        text = self._text(path)
        if not text or not _TELLS.search(text):
            return
        try:
            documents = yaml.read_templated(text) if "{{" in text else yaml.read(text)
        except UnreadableError:
            return
        for document in documents:
            if not isinstance(document, YamlMap):
                continue
            self._note(path, document)
            yield from read_prometheus(path, document)
            yield from read_grafana(path, document)
            yield from read_platform(path, document)
            for resource in of_template(path, document):
                yield from self._kept(read_resource(resource))

    def _note(self, path: str, document: YamlMap) -> None:
        if "scrape_configs" in document:
            self.servers += 1
            listed = document.get("rule_files")
            self.loads += [str(each) for each in listed] if isinstance(listed, list) else []
            self.known_receivers = self.known_receivers or "alerting" in document
        if document.get("kind") == "PrometheusRule":
            self.operator.add(path)
        self.providers = self.providers or provides_dashboards(document) or "grafana_dashboard" in str(document)

    def _json(self, path: str) -> Iterator[Item]:
        size = self.tree.entries[path].size or 0
        if size > _MOST_DASHBOARD or path.endswith(("package.json", "lock.json", ".tf.json")):
            return
        text = self._text(path, _MOST_DASHBOARD)
        if '"panels"' in text:
            board = read_dashboard(path, text, provisioned=False)
            if board:
                self.found_boards.append(board)
        elif size <= _MOST and ("AWS::" in text or "nsights/" in text) and _TELLS.search(text):
            try:
                documents = yaml.read(text)
            except UnreadableError:
                return
            for document in documents:
                if isinstance(document, YamlMap):
                    for resource in of_template(path, document):
                        yield from self._kept(read_resource(resource))

    def _kept(self, items: Iterator[Item]) -> Iterator[Item]:
        for each in items:
            if isinstance(each, Dashboard):
                self.found_boards.append(each)
            else:
                yield each

    def boards(self) -> list[Dashboard]:
        """Dashboards, those in JSON loaded when a file tells Grafana where to look."""
        return [replace(each, provisioned=each.provisioned or self.providers) for each in self.found_boards]

    def loaded(self, rule: Rule) -> Rule:
        """The rule, with the reason when no server of the repository would read it."""
        if rule.system != "prometheus" or not self.servers or rule.place.path in self.operator:
            return rule
        name = rule.place.path.rpartition("/")[2]
        if not any(len(each) <= _LONGEST_PATH and fnmatchcase(name, each.rpartition("/")[2]) for each in self.loads):
            return replace(rule, flaw="no prometheus.yml lists the file under rule_files")
        return rule if self.known_receivers else replace(rule, flaw="prometheus.yml names no Alertmanager")
