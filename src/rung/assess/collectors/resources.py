"""What machines may use and cost: limits, scaling, load tests, targets, budgets, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.invocation import RUNNABLE, UNATTENDED, By
from rung.assess.parse.python_facts import Module, Name
from rung.assess.regex import regex
from rung.assess.resources.facts import IN_FILES, LABELLED, LIMIT_ARGUMENTS, SCALING_ARGUMENTS, TRACKERS, Fact
from rung.assess.signs import ForNames
from rung.assess.tree.base import Tree
from rung.domain import Place

_LARGEST = 120_000
_RENDERED = "helm.sh/chart:"
_COST = ForNames(r"(?:^|_)(?:cost|price|usd|eur|dollars?|spend)(?:_|s?$)", re.I)
_BILLED = ForNames(
    r"^(total_|run_|training_|inference_|llm_)?cost_(usd|eur)$|^(run|training|inference|gpu)_cost$", re.I
)
_OF_MACHINES = ForNames(r"run_|train|duration|compute|gpu|cpu|endpoint|hour|second|infra|instance|serving", re.I)
_PAYS = regex(r"(?:^|[:_/-])(?:team|model|project|owner|cost|use[_-]?case)(?:[:_/-]|$)", re.I)
"""A tag by which costs are told apart."""
_USE = regex(r"(train|fit|run)\w{0,60}_?(time|duration|seconds|minutes)|gpu|cpu_|memory|emission|energy", re.I)
_LOADS = frozenset({"locust", "k6", "vegeta", "jmeter", "wrk", "hey", "ab", "artillery", "gatling"})
_LOAD_NAME = regex(r"load[-_]?test|stress|k6|artillery|benchmark_?(?:api|serv)")
_LOAD_JUDGED = regex(r"threshold|sys\.exit\(1|assert |p9[59]")
_LOCUST_JUDGED = regex(r"quit\.?|process_exit_code|fail_ratio|catch_response|response_time.{0,300}[<>]")


_PROCESSORS = frozenset({"cpu", "cpus", "vcpu", "vcpus", "gpu", "gpus", "cores", "num_cpus"})
_MEMORY = frozenset({"memory", "mem", "memory_gb", "ram", "memory_mib", "memory_mb"})


class LoadTest(Struct, frozen=True):
    """A program that asks the service many times."""

    place: Place
    by: By
    threshold: bool
    """It fails when answers are too slow or too many go wrong."""


class Resources(Struct, frozen=True):
    """Everything the project says about machines and money."""

    facts: dict[Fact, tuple[Place, ...]]
    load_tests: tuple[LoadTest, ...]
    priced: tuple[Place, ...] = ()
    """Reached code that works out or records what machines cost."""
    measured: tuple[Place, ...] = ()
    """Reached code that records the use of machines per run."""

    def of(self, *facts: Fact) -> list[Place]:
        """Where one of these is said."""
        return [place for fact in facts for place in self.facts.get(fact, ())]


class ResourcesCollector(Collector):
    """Searches configuration, then looks for load tests and cost in the code."""

    def collect(self, tree: Tree, files: Files, code: Code, reach: Reach, commands: Commands, ci: Ci) -> Resources:
        """Configuration of vendored and example files is left out."""
        found: dict[Fact, list[Place]] = {}
        for path in _configuration(tree, files):
            text = tree.text(path) or ""
            if _RENDERED in text and "{{" not in text:
                continue  # somebody else's chart, written out: its limits are not the project's
            for fact, pattern in IN_FILES:
                match = pattern.search(text)
                if match:
                    found.setdefault(fact, []).append(Place(path, text.count("\n", 0, match.start()) + 1))
        live = [module for module in code.modules.values() if reach.from_module(module.path) & (RUNNABLE | By.PIPELINE)]
        for fact, place in _arguments(live):
            found.setdefault(fact, []).append(place)
        tagged = list(_tagged(live))
        if tagged:
            found.setdefault(Fact.ATTRIBUTION, []).extend(tagged)
        limits = [*_displayed(live), *_called_with(ci)]
        if limits:
            found.setdefault(Fact.LIMIT, []).extend(limits)
        measured = [site.place for site in reach.only(code.find(*TRACKERS))]
        measured += [site.place for site in reach.only(code.find("mlflow.start_run")) if _meters(site, code)]
        measured += [site.place for site in reach.only(code.find("*.log_metric", "*.log_metrics")) if _names_use(site)]
        return Resources(
            {fact: tuple(places) for fact, places in found.items()},
            (*_locust(tree, code, reach, commands), *_scripts(tree, files, reach), *_load_commands(commands)),
            tuple(_priced(live, reach)),
            (*measured, *found.get(Fact.METERING, ())),
        )


def _configuration(tree: Tree, files: Files) -> Iterator[str]:
    for path in tree.glob("*.yml", "*.yaml", "*.tf", "*.tfvars", "*.json", "*.bicep", "Dockerfile*", "*.toml", "*.slo"):
        name = path.rpartition("/")[2]
        if (
            (tree.entries[path].size or 0) > _LARGEST
            or files.excluded(path)
            or files.aside(path)
            or "lock" in name
            or name.startswith(("package", "tsconfig", ".pre-commit", "mkdocs", "codecov"))
            or path.startswith(".github/")
        ):
            continue
        yield path


def _arguments(live: list[Module]) -> Iterator[tuple[Fact, Place]]:
    """Limits that code gives to a platform."""
    for module in live:
        for call in module.calls:
            if not call.kwargs.keys().isdisjoint(LIMIT_ARGUMENTS):
                yield Fact.LIMIT, Site(module, call).place
            if {"cpu", "memory"} <= call.kwargs.keys():
                yield Fact.LIMIT, Site(module, call).place
            if not call.kwargs.keys().isdisjoint(SCALING_ARGUMENTS):
                yield Fact.SCALING, Site(module, call).place
            if call.last in LABELLED and not call.kwargs.keys().isdisjoint(("Tags", "tags", "labels")):
                yield Fact.ATTRIBUTION, Site(module, call).place


def _tagged(live: list[Module]) -> Iterator[Place]:
    """Configuration of a stack that code writes: parameters beside tags, of which one names a model or who pays."""
    for module in live:
        for keys in module.dicts:
            if {"Parameters", "Tags"} <= set(keys.names) and any(
                each.scope == keys.scope and each is not keys and any(map(_PAYS.search, each.names))
                for each in module.dicts
            ):
                yield Place(module.path, keys.line)


def _displayed(live: list[Module]) -> Iterator[Place]:
    """Settings of a launcher or container that name processors and memory side by side."""
    for module in live:
        for keys in module.dicts:
            names = {name.lower() for name in keys.names}
            if names & _PROCESSORS and names & _MEMORY:
                yield Place(module.path, keys.line)


def _called_with(ci: Ci) -> Iterator[Place]:
    """Machines that a job asks for in what it hands to an action or a shared workflow."""
    given = [(step.with_, step.place) for _, _, step in ci.steps()]
    given += [(job.with_, job.place) for _, job in ci.jobs()]
    for inputs, place in given:
        names = {name.lower().replace("-", "_") for name, value in inputs.items() if any(map(str.isdigit, value))}
        if names & _PROCESSORS and names & _MEMORY:
            yield place


def _meters(site: Site, code: Code) -> bool:
    """`start_run(log_system_metrics=…)` that is true, or a field of a settings class whose default is true."""
    value = site.call.kwargs.get("log_system_metrics")
    if not isinstance(value, Name):
        return value is True
    field = value.dotted.rpartition(".")[2]
    return any(
        name == field and default is True
        for module in code.modules.values()
        for each in module.classes.values()
        for name, _, default in each.fields
    )


def _names_use(site: Site) -> bool:
    """A metric whose name says how long or how much a run took."""
    name = site.call.args[0] if site.call.args else site.call.kwargs.get("key")
    if isinstance(name, str):
        return bool(_USE.search(name))
    return any(
        any(_USE.search(each) for each in keys.names)
        for keys in site.module.dicts
        if keys.scope == site.call.scope and abs(keys.line - site.call.line) <= 1
    )


def _priced(live: list[Module], reach: Reach) -> Iterator[Place]:
    """Records that hold a cost beside the machine time it belongs to."""
    for module in live:
        if module.notebook:
            continue
        for keys in module.dicts:
            costs = any(_COST.search(name) for name in keys.names)
            used = any(_OF_MACHINES.search(name) for name in keys.names)
            if costs and used and reach.by(module.path, keys.scope) & RUNNABLE:
                yield Place(module.path, keys.line)
        for call in module.calls:
            billed = any(_BILLED.search(name) for name in call.kwargs)
            if billed and call.last[:1].isupper() and reach.by(module.path, call.scope) & RUNNABLE:
                yield Site(module, call).place


def _locust(tree: Tree, code: Code, reach: Reach, commands: Commands) -> Iterator[LoadTest]:
    runs = commands.running("locust")
    for place in code.importing("locust"):
        by = runs[0].by if runs else reach.from_module(place.path)
        yield LoadTest(Place(place.path), by, bool(_LOCUST_JUDGED.search(tree.text(place.path) or "")))


def _scripts(tree: Tree, files: Files, reach: Reach) -> Iterator[LoadTest]:
    for path in tree.glob("*.js", "*.jmx", "*.yml", "*.yaml", "*.sh", "*.py"):
        if not _LOAD_NAME.search(path.rpartition("/")[2].lower()) or files.excluded(path):
            continue
        text = tree.text(path) or ""
        if re.search(r"http|request|invoke|endpoint", text):
            yield LoadTest(Place(path), reach.from_module(path), bool(_LOAD_JUDGED.search(text)))


def _load_commands(commands: Commands) -> Iterator[LoadTest]:
    for each in commands.all:
        if each.program in _LOADS and not each.by & By.DOCUMENTED and each.by & (UNATTENDED | By.TARGET):
            yield LoadTest(each.place, each.by, any("threshold" in word for word in each.args))
