"""Finds what records training runs: calls of tools, configuration, tables the project writes itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.code.composed import composed
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.parse.python_facts import Module
from rung.assess.paths import is_trial
from rung.assess.regex import regex
from rung.assess.tracking import calls, own
from rung.assess.tracking.base import CORE, Holds, Log, Store
from rung.assess.tracking.configured import configured
from rung.assess.tracking.programs import Programs, runs_of
from rung.assess.tracking.silenced import silenced
from rung.assess.tracking.stores import stores
from rung.assess.tracking.targets import targeted
from rung.assess.tracking.tools import PLATFORMS
from rung.assess.tree.base import Tree
from rung.project import Manifest


class Tracking(Struct, frozen=True):
    """What records the runs of this project; code that only tests reach is left out."""

    logs: tuple[Log, ...] = ()
    """Calls and configuration, in order of place; unreached and switched-off ones too."""
    stores: tuple[Store, ...] = ()
    """Addresses that code and configuration give to a tracking tool."""
    runs: tuple[tuple[Log, ...], ...] = ()
    """The logs by the program that leads to them, of programs that train: parameters that one script records and
    metrics of another make no whole."""

    def reached(self, by: By = RUNNABLE) -> list[Log]:
        """Logs that somebody in `by` reaches and that are switched on."""
        return [log for log in self.logs if log.by & by and not log.off]

    def of(self, holds: Holds, by: By = RUNNABLE) -> list[Log]:
        """Reached logs that hold any of these."""
        return [log for log in self.reached(by) if log.holds & holds]

    def holds(self, by: By = RUNNABLE) -> Holds:
        """What the best recorded run holds; what the next run writes over does not count."""
        return _together(self.best(by))

    def best(self, by: By = RUNNABLE) -> list[Log]:
        """The lasting logs of the program whose runs are recorded best."""
        groups = [[log for log in run if log.by & by and not log.off and not log.overwritten] for run in self.runs]
        return max(groups, key=_completeness, default=[])

    @property
    def tools(self) -> tuple[str, ...]:
        """Tools of the best recorded run, those that hold the most first."""
        held: dict[str, Holds] = {}
        for log in self.best() or self.reached():
            held[log.tool] = held.get(log.tool, Holds.NOTHING) | log.holds
        return tuple(sorted(held, key=lambda tool: (-(held[tool] & CORE).bit_count(), -held[tool].bit_count(), tool)))

    @property
    def ephemeral(self) -> list[Store]:
        """Stores whose records are gone when the machine is."""
        return [store for store in self.stores if store.ephemeral]

    @property
    def lasting(self) -> list[Store]:
        """Stores whose records stay; an address on the same machine only points to one of the others."""
        return [each for each in self.stores if not each.ephemeral and not _NEARBY.match(each.address)]


_NEARBY = regex(r"https?://(localhost|127\.|0\.0\.0\.0|[\w-]+[:/]|[\w-]+$)|\$\{?MLFLOW|(os\.)?(environ|getenv)", re.I)


def _together(logs: Iterable[Log]) -> Holds:
    total = Holds.NOTHING
    for log in logs:
        total |= log.holds
    return total


def _completeness(logs: Iterable[Log]) -> tuple[int, bool, int]:
    held = _together(logs)
    return (held & CORE).bit_count(), bool(held & Holds.METRICS), held.bit_count()


class TrackingCollector(Collector):
    """Looks through the calls once per tool, then at configuration and at what the project writes itself."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        code: Code,
        reach: Reach,
        training: Training,
        manifest: Manifest,
        commands: Commands,
        pipelines: Pipelines,
    ) -> Tracking:
        """Everything seen, in order of place."""
        near = _Learning(training)
        called = list(calls.logged(code, reach))
        using = {log.tool for site, log in called if near(site.module, log)}
        logs = list(silenced((log for _, log in called if log.tool in using or log.tool in PLATFORMS), tree, code))
        for found in (own.written(code, reach), own.inserted(code, reach), own.committed(tree, code, reach)):
            logs += [log for module, log in found if near(module, log)]
        wired = [log for _, log in calls.frameworks(code, reach)]
        rung = By.NOBODY
        for each in commands.running("rung", "run"):
            rung |= each.by
        wired += configured(tree, manifest, rung)
        trained = {node for site in training.fits for node in reach.upstream(site.scope)}
        wired += targeted(composed(tree, code, reach, commands.all, trained))
        wired += [log for log in logs if log.tool in PLATFORMS]

        def kept_of(logs: Iterable[Log]) -> list[Log]:
            kept = [log for log in logs if log.by != By.TEST and not files.excluded(log.place.path)]
            return sorted(dict.fromkeys(kept), key=lambda log: (log.place, log.what))

        kept = kept_of([*logs, *wired])
        programs = Programs(reach, _chains(commands, pipelines))
        fits = [site for site in training.fits if reach.of(site)]
        earnest = [site for site in fits if not (files.aside(site.module.path) or is_trial(site.module.path))]
        trains = {each for site in earnest or fits for each in programs.of(site.scope)}
        runs = runs_of((log for log in kept_of(logs) if log.tool not in PLATFORMS), kept_of(wired), programs, trains)
        used_mlflow = any("mlflow" in log.tool for log in kept)
        return Tracking(
            logs=tuple(kept),
            stores=tuple(store for store in stores(tree, code, reach) if used_mlflow and store.by != By.TEST),
            runs=tuple(runs),
        )


_GRAPH_FILES = ("dvc.yaml", "MLproject", "Snakefile")
"""All their steps are one graph, whatever each is called."""


def _chains(commands: Commands, pipelines: Pipelines) -> Iterator[list[str]]:
    """The files that one graph, one CI definition, one target or one script runs; what a document lists is no order."""
    for graph in pipelines.graphs:
        steps = [step.runs.partition("::")[0] for step in graph.steps if step.runs]
        yield [*steps, graph.place.path]
    heads: dict[tuple[str, str], list[str]] = {}
    for path, each in commands.scripts():
        if not each.by & By.DOCUMENTED and not each.disabled:
            head = each.via[0] if each.via else each.place
            named = "" if each.workflow or head.path.endswith(_GRAPH_FILES) else head.note
            heads.setdefault((each.workflow.partition("#")[0] or head.path, named), []).append(path)
    yield from heads.values()


class _Learning:
    """The code that trains or judges a model, so that what a service logs is not taken for a run."""

    def __init__(self, training: Training) -> None:
        self.training = training
        learning = {site.scope for site in (*training.fits, *training.measures)}
        self.nodes = training.reach.above(learning)
        self.reached = training.reach.below(self.nodes)
        self.paths = {site.module.path for site in (*training.fits, *training.measures)}

    def __call__(self, module: Module, log: Log) -> bool:
        """It stands in such a module, reaches such code, or is reached from it; anything is where nothing trains."""
        if not self.nodes or module.path in self.paths or (module.path, log.scope) in self.nodes:
            return True
        return (module.path, log.scope) in self.reached
