"""What machines may use and cost: limits, scaling, load tests, targets, budgets, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.invocation import RUNNABLE, UNATTENDED, By
from rung.assess.tree.base import Tree
from rung.domain import Place

_LARGEST = 120_000


class Fact(StrEnum):
    """What a place says about resources."""

    LIMIT = "a limit on memory or processors"
    SCALING = "scaling with load inside limits"
    HEALTH = "a health probe"
    TARGET = "a latency or completion target"
    BUDGET = "a budget that is watched"
    ATTRIBUTION = "costs attributed by label"
    THRIFT = "idle resources that stop by themselves"


_IN_FILES: tuple[tuple[Fact, re.Pattern[str]], ...] = (
    (Fact.LIMIT, re.compile(
        r"^\s*limits:|resources\.limits|\bmem(?:ory)?_?limit\b|--memory[ =]|\bcpu_cores\b|memory_gb\b|\bmachine_type\b|instance_type\b|"
        r"InstanceType|vmSize|\bmemory_size\b|MemorySize|cpu_limit|--cpu[ =]|resource_class|\bcpus?:\s*['\"]?\d|\bmemory:\s*['\"]?\d", re.M)),
    (Fact.SCALING, re.compile(
        r"HorizontalPodAutoscaler|ScaledObject|autoscal\w+[:=]?|min_?replica|max_?replica|minReplicas|max_instances|--max-instances|"
        r"appautoscaling|scale_settings|min_nodes|target_utilization|autoscale_", re.I)),
    (Fact.HEALTH, re.compile(r"livenessProbe|readinessProbe|HEALTHCHECK|healthcheck:|health_check", re.I)),
    (Fact.TARGET, re.compile(r"\bslos?\b\s*:|p9[59][\w ]*[:<]|latency_p9|http_req_duration|objective:\s*\d", re.I)),
    (Fact.BUDGET, re.compile(
        r"aws_budgets_budget|google_billing_budget|azurerm_consumption_budget\w*|AWS::Budgets::Budget|budget_policy|opencost|kubecost")),
    (Fact.ATTRIBUTION, re.compile(r"cost[-_]?cent(?:er|re)\b|default_tags|\bcost[-_]allocation|billing[-_]?(?:label|tag)", re.I)),
    (Fact.THRIFT, re.compile(
        r"autotermination_minutes|idle_seconds_before_scaledown|min_?nodes\"?\s*[:=]\s*\"?0|MIN_NODES\s*[\"']?\s*\n?\s*value:\s*[\"']?0|"
        r"lowpriority|low_priority|spot_?instance|preemptible|scale_?to_?zero|min_?instances\s*[:=]\s*0", re.I)),
)  # fmt: skip
_COST_NAME = re.compile(r"cost|price|usd|eur|dollar|billing|spend", re.I)
_TRACKERS = (
    "codecarbon.*",
    "mlflow.enable_system_metrics_logging",
    "mlflow.*set_system_metrics*",
    "*.log_system_metrics",
    "*.estimate_cost*",
)
_LOADS = ("locust", "k6", "vegeta", "jmeter", "wrk", "hey", "ab", "artillery", "gatling")


@dataclass(frozen=True, slots=True)
class LoadTest:
    """A program that asks the service many times."""

    place: Place
    by: By
    threshold: bool
    """It fails when answers are too slow or too many go wrong."""


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything the project says about machines and money."""

    facts: dict[Fact, tuple[Place, ...]]
    load_tests: tuple[LoadTest, ...]
    priced: tuple[Place, ...] = ()
    """Reached code that works out or records a cost."""
    measured: tuple[Place, ...] = ()
    """Reached code that records the use of machines per run."""

    def of(self, *facts: Fact) -> list[Place]:
        """Where one of these is said."""
        return [place for fact in facts for place in self.facts.get(fact, ())]


class ResourcesCollector(Collector):
    """Searches configuration, then looks for load tests and cost in the code."""

    def collect(self, tree: Tree, files: Files, code: Code, reach: Reach, commands: Commands) -> Resources:
        """Configuration of vendored and example files is left out."""
        found: dict[Fact, list[Place]] = {}
        for path in _configuration(tree, files):
            text = tree.text(path) or ""
            for fact, pattern in _IN_FILES:
                match = pattern.search(text)
                if match:
                    found.setdefault(fact, []).append(Place(path, text.count("\n", 0, match.start()) + 1))
        for site in reach.only(code.find("*"), RUNNABLE | By.PIPELINE):
            keys = {key.lower() for key in site.call.kwargs}
            if keys & {"machine_type", "instance_type", "cpu_limit", "memory_limit", "memory_gb", "mem_limit"}:
                found.setdefault(Fact.LIMIT, []).append(site.place)
            if keys & {"max_replica_count", "max_replicas", "autoscale_enabled", "max_instances"}:
                found.setdefault(Fact.SCALING, []).append(site.place)
        return Resources(
            {fact: tuple(places) for fact, places in found.items()},
            tuple(_load_tests(tree, files, code, reach, commands)),
            tuple(_priced(code, reach)),
            tuple(site.place for site in reach.only(code.find(*_TRACKERS))),
        )


def _configuration(tree: Tree, files: Files) -> Iterator[str]:
    for path in tree.glob("*.yml", "*.yaml", "*.tf", "*.tfvars", "*.json", "*.bicep", "Dockerfile*", "*.toml", "*.slo"):
        name = path.rpartition("/")[2]
        size = tree.entries[path].size or 0
        if (
            size > _LARGEST
            or files.excluded(path)
            or files.aside(path)
            or "lock" in name
            or name.startswith(("package", "tsconfig"))
        ):
            continue
        if path.startswith(".github/") or name.startswith((".pre-commit", "mkdocs", "codecov")):
            continue
        yield path


def _priced(code: Code, reach: Reach) -> Iterator[Place]:
    """Calls of the project's own cost functions, and records with a cost in them."""
    for module in code.modules.values():
        if module.notebook:
            continue
        for keys in module.dicts:
            if any(_COST_NAME.search(name) for name in keys.names) and reach.by(module.path, keys.scope) & RUNNABLE:
                if re.search(r"run|train|duration|compute|token|gpu|cpu|request|endpoint", " ".join(keys.names), re.I):
                    yield Place(module.path, keys.line)


def _load_tests(tree: Tree, files: Files, code: Code, reach: Reach, commands: Commands) -> Iterator[LoadTest]:
    run = {each.program: each for each in commands.all}
    for module in code.modules.values():
        if "locust" in module.imports.values() or any(
            name.partition(".")[0] == "locust" for name in module.import_lines
        ):
            text = tree.text(module.path) or ""
            by = run["locust"].by if "locust" in run else reach.from_module(module.path)
            judged = bool(re.search(r"quit\.?|process_exit_code|fail_ratio|catch_response|response_time.*[<>]", text))
            yield LoadTest(Place(module.path), by, judged)
    for path in tree.glob("*.js", "*.jmx", "*.yml", "*.yaml", "*.sh", "*.py"):
        name = path.rpartition("/")[2].lower()
        if not re.search(r"load[-_]?test|stress|k6|artillery|benchmark_?(?:api|serv)", name) or files.excluded(path):
            continue
        text = tree.text(path) or ""
        if re.search(r"http|request|invoke|endpoint", text):
            yield LoadTest(
                Place(path), reach.from_module(path), bool(re.search(r"threshold|sys\.exit\(1|assert |p9[59]", text))
            )
    for each in commands.all:
        if each.program in _LOADS and not each.by & By.DOCUMENTED and each.by & (UNATTENDED | By.TARGET):
            yield LoadTest(each.place, each.by, any("threshold" in word for word in each.args))
