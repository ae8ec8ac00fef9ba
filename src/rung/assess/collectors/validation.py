"""Finds the checks that data passes before it trains a model or is scored, and whether they can stop the run."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.contracts import Contracts
from rung.assess.collectors.files import Files
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.training import Training
from rung.assess.dataflow import Side, Sides
from rung.assess.dataflow.sides import fit_calls
from rung.assess.excerpt import excerpt
from rung.assess.graphs.base import Graph, Role
from rung.assess.invocation import By
from rung.assess.loop.base import PIPELINE, TOOL
from rung.assess.paths import is_trial
from rung.assess.testcode.reading import is_test
from rung.assess.tree.base import Tree
from rung.assess.validation.base import Check, Depth
from rung.assess.validation.finding import Finder
from rung.assess.validation.tools import COMMANDS


class Validation(Struct, frozen=True):
    """Every check of data outside tests; those that stop training first."""

    checks: tuple[Check, ...] = ()
    scores_batches: bool = False
    """The project predicts for whole tables, not only for requests."""

    def stopping(self, side: Side) -> list[Check]:
        """Checks on purpose that can stop what comes after them on that side."""
        return [each for each in self.checks if each.stops and each.on_purpose and side in each.before]

    def guards(self, side: Side) -> list[Check]:
        """Refusals inside other functions: right place, checked by the way."""
        return [each for each in self.checks if each.stops and not each.on_purpose and side in each.before]

    @property
    def idle(self) -> list[Check]:
        """Checks that cannot stop anything, and why."""
        return [each for each in self.checks if not each.stops]


_CHECKING = ("*.QualityCheckStep", "*.ClarifyCheckStep")


class ValidationCollector(Collector):
    """Looks at calls, refusals, commands and declared steps."""

    def collect(
        self, tree: Tree, files: Files, code: Code, reach: Reach, training: Training, contracts: Contracts,
        pipelines: Pipelines, commands: Commands,
    ) -> Validation:  # fmt: skip
        """Tests, examples and vendored code are left out."""
        sides = Sides(code, reach, training.fits, training.predicts)
        away = frozenset(
            path
            for path in code.modules
            if files.excluded(path) or files.aside(path) or is_trial(path) or is_test(path)
        )
        schemas = frozenset(
            each.name for each in contracts.contracts if each.tool in ("pandera", "patito", "dataframely")
        )
        found = [
            *Finder(code, reach, sides, fit_calls(code, reach, training.fits), away).checks(schemas),
            *_in_commands(commands, contracts),
            *_in_graphs(pipelines),
        ]
        # A step of the platform that is told to skip its check only measures.
        skipping = {site.place for site in code.find(*_CHECKING) if site.call.kwargs.get("skip_check") is True}
        found = [
            replace(each, why_not=each.why_not or "it is told to skip its check") if each.place in skipping else each
            for each in found
        ]
        found.sort(key=lambda each: (Side.TRAINING not in each.before, not each.stops, -each.depth, each.place))
        return Validation(tuple(found), bool(sides.scorers))


def _in_commands(commands: Commands, contracts: Contracts) -> Iterator[Check]:
    """Commands of validation tools, and tests of the data that a job runs ahead of a training command."""
    tested = {each.place.path for each in contracts.contracts if each.tool == "tests of the data"}
    for each in commands.all:
        if each.disabled:
            continue
        why = "" if each.can_fail else each.why_not or "its failure is not noticed"
        for program, first, tool in COMMANDS:
            if each.program == program and each.args[: len(first)] == first:
                yield Check(
                    tool, excerpt(each.text), each.place, each.by, frozenset({Side.TRAINING}), Depth.VALUES, True, why
                )
        if each.program == "pytest" and any(_covers(arg, path) for arg in each.args for path in tested):
            trains = _trained_after(commands, each.place.path, each.place.line)
            before = frozenset({Side.TRAINING}) if trains else frozenset[Side]()
            yield Check("tests of the data", excerpt(each.text), each.place, each.by, before, Depth.VALUES, True, why)


def _covers(arg: str, path: str) -> bool:
    return bool(arg.strip("./")) and (path == arg.strip("./") or path.startswith(arg.strip("./") + "/"))


def _trained_after(commands: Commands, path: str, line: int) -> bool:
    return any(
        each.place.path == path and each.place.line > line and "train" in each.text and each.program != "pytest"
        for each in commands.all
    )


def _in_graphs(pipelines: Pipelines) -> Iterator[Check]:
    """Steps that check, when another step of the graph goes on to train or to predict."""
    for graph in pipelines.graphs:
        if graph.linear or (graph.framework == TOOL and not graph.by):
            continue  # a `rung.yaml` that nothing starts is a description
        for number, step in enumerate(graph.steps):
            if step.role is not Role.VALIDATE:
                continue
            later = {each.role for each in graph.steps[number + 1 :]}
            before = set()
            if Role.TRAIN in later:
                before.add(Side.TRAINING)
            if Role.PREDICT in later:
                before.add(Side.SERVING)
            if before:
                yield _step(graph, step.name, number, frozenset(before))


def _step(graph: Graph, name: str, number: int, before: frozenset[Side]) -> Check:
    step = graph.steps[number]
    why = graph.broken or ("" if not step.runs else "the step itself refuses nothing")
    if graph.framework == TOOL:
        # Columns, types and values, and no model appears when the contract is broken.
        return Check(PIPELINE, name, step.place, graph.by | By.PIPELINE, before, Depth.VALUES, True, graph.broken)
    if "ExampleValidator" in name:
        why = why or "it writes down what it finds, and nothing waits for it"
    return Check(
        f"a step of {graph.framework}", name, step.place, graph.by or By.PIPELINE, before, Depth.STRUCTURE, True, why
    )
