"""What can refuse a model before it is promoted, and what only says that it should."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.training import Training
from rung.assess.graphs.base import Graph, Role
from rung.assess.invocation import By
from rung.assess.loop.base import Loop
from rung.assess.quality.base import Gate, Slice
from rung.assess.quality.comparing import Comparing
from rung.assess.quality.segments import slices
from rung.assess.quality.tools import tool_gates
from rung.assess.quality.words import SEGMENTS, promoting, words_of
from rung.assess.quality.written import written_gates, written_slices
from rung.domain import Place

_FORWARD_CALLS = ("*register*", "*promot*", "*.get_metrics", "*get_run", "*search_runs", "*deploy*", "*Model.upload")
_FORWARD = frozenset({Role.REGISTER, Role.DEPLOY})


class Gates(Struct, frozen=True):
    """Comparisons of quality that decide, or only report, and measurements by segment."""

    gates: tuple[Gate, ...] = ()
    """The most effective first."""
    slices: tuple[Slice, ...] = ()

    @property
    def reached(self) -> list[Gate]:
        """Gates that somebody starts, and not only a test or a notebook."""
        return [gate for gate in self.gates if gate.by & ~(By.TEST | By.NOTEBOOK)]


class GatesCollector(Collector):
    """Looks for comparisons in code, for the gates of frameworks, and for what waits for them."""

    def collect(
        self, code: Code, reach: Reach, training: Training, pipelines: Pipelines, commands: Commands, ci: Ci, loop: Loop
    ) -> Gates:
        """Everything that compares a metric of a model."""
        graphs = pipelines.graphs
        found = list(Comparing(code, reach, _near(code, training, graphs)).gates())
        found += tool_gates(code, reach, graphs, list(ci.jobs()))
        scripts = list(commands.scripts())
        steps = [(invocation.workflow, invocation.place, path) for path, invocation in scripts]
        placed = [_in_order(gate, graphs, steps, code) for gate in found]
        placed += written_gates(loop)
        placed.sort(key=lambda gate: (not gate.effective, not gate.refuses, gate.place))
        return Gates(tuple(placed), (*slices(code, reach), *_of_segments(placed), *written_slices(loop)))


def _of_segments(gates: Iterable[Gate]) -> Iterator[Slice]:
    """Gates whose limit is one for a part of the rows."""
    for gate in gates:
        if gate.refuses and gate.before and words_of([gate.what]) & SEGMENTS:
            yield Slice(gate.tool, gate.place, gate.by, gate.what, limited=True)


def _near(code: Code, training: Training, graphs: Iterable[Graph]) -> set[str]:
    """Modules in which a comparison of a metric is about a model that was just made."""
    found = {site.module.path for site in (*training.fits, *training.measures, *training.saves, *training.loads)}
    found |= {
        site.module.path
        for site in code.find(
            "*register*", "*promot*", "*.get_metrics", "*get_run", "*search_runs", "*deploy*", "*Model.upload"
        )
    }
    found |= {step.runs.partition("::")[0] for graph in graphs for step in graph.steps if step.runs}
    words = ("eval", "gate", "champion", "compare", "promot", "regist", "valid", "quality", "metric", "threshold")
    found |= {path for path in code.modules if any(word in path.rsplit("/", 1)[-1].lower() for word in words)}
    return found


def _in_order(gate: Gate, graphs: Iterable[Graph], steps: list[tuple[str, Place, str]], code: Code) -> Gate:
    """The gate with what follows it in a graph or a chain of commands."""
    if gate.before or not gate.refuses:
        return gate
    for graph in graphs:
        position = _position(gate, graph)
        if position is None:
            continue
        later = [step.name for step in graph.steps[position + 1 :] if step.role in _FORWARD]
        earlier = [step.name for step in graph.steps[:position] if step.role in _FORWARD]
        if later:
            return replace(gate, before=f"the step {later[0].strip()}", late="")
        if earlier:
            return replace(gate, late=f"the step {earlier[-1].strip()}")
    return _in_commands(gate, steps, code)


def _position(gate: Gate, graph: Graph) -> int | None:
    """Which step of a graph the gate stands in."""
    stem = gate.place.path.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
    for index, step in enumerate(graph.steps):
        if step.runs and step.runs.partition("::")[0] == gate.place.path:
            return index
        name = step.name.strip().lower().replace(" ", "_").replace("-", "_")
        if graph.trains and name and (name == stem or name in stem.split(".") or stem in name.split(":")):
            return index
        if graph.framework in ("commands", "make") and stem.rstrip("s") in name.split(" ")[-1].rsplit("_", 1)[-1]:
            return index
    return None


def _in_commands(gate: Gate, steps: list[tuple[str, Place, str]], code: Code) -> Gate:
    """What the same job runs after the file of the gate."""
    for index, (workflow, place, path) in enumerate(steps):
        if path != gate.place.path:
            continue
        later = steps[index + 1 :]
        for other, spot, target in later:
            same = other == workflow if workflow else spot.path == place.path
            if same and (promoting(target) or _promotes(code, target)):
                return replace(gate, before=target)
    return gate


def _promotes(code: Code, path: str) -> bool:
    module = code.modules.get(path)
    return module is not None and any(promoting(call.name) for call in module.calls)
