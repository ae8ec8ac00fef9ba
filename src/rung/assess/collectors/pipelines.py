"""Every declared graph of steps, in whatever framework."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.code.reach import Node
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.graphs.base import Framework, Graph, Role, Schedule, Sources
from rung.assess.graphs.schedules import loose_schedules
from rung.assess.graphs.triggers import with_triggers
from rung.assess.graphs.work import known_by_work
from rung.assess.invocation import By
from rung.assess.loop.base import Loop
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.plugins import discover

_DEPLOY = regex(r"deploy|helm|rollout", re.I)


class Pipelines(Struct, frozen=True):
    """Graphs, best first: declared before linear, more roles before fewer."""

    graphs: tuple[Graph, ...]
    schedules: tuple[tuple[str, Schedule], ...] = ()
    """Schedule objects in code, with the names they start."""
    deployed_by: tuple[Place, ...] = ()
    """CI jobs that deploy: a graph may leave that step to them."""

    @property
    def training(self) -> list[Graph]:
        """Graphs with a training step."""
        return [graph for graph in self.graphs if graph.trains]

    @property
    def predicting(self) -> list[Graph]:
        """Graphs that score batches."""
        return [graph for graph in self.graphs if Role.PREDICT in graph.roles and not graph.trains]

    def of(self, *frameworks: str) -> list[Graph]:
        """Graphs of those frameworks."""
        return [graph for graph in self.graphs if graph.framework in frameworks]


class PipelinesCollector(Collector):
    """Asks every framework for its graphs."""

    def collect(
        self, tree: Tree, files: Files, code: Code, reach: Reach, commands: Commands, ci: Ci, training: Training,
        loop: Loop,
    ) -> Pipelines:  # fmt: skip
        """Graphs of vendored files, tests and documentation are left out."""
        excluded = frozenset(path for path in tree.entries if files.excluded(path) or files.aside(path))
        console = frozenset(each.name for each in commands.targets)
        tasks = {(each.place.path, each.place.note): path for path, each in commands.scripts() if each.by & By.PIPELINE}
        sources = Sources(tree, code, reach, commands.all, excluded, console, tasks)
        fitting: set[Node] = set()
        for scope in {site.scope for site in training.fits}:
            fitting |= reach.upstream(scope)
        graphs = [known_by_work(graph, fitting, sources) for each in _frameworks() for graph in each.graphs(sources)]
        graphs += [known_by_work(loop.graph, fitting, sources)] if loop.graph else []
        graphs = with_triggers(graphs, sources)
        graphs.sort(key=lambda graph: (graph.linear, -len(graph.roles), graph.place))
        return Pipelines(tuple(graphs), tuple(loose_schedules(sources)), _deploying(ci))


def _deploying(ci: Ci) -> tuple[Place, ...]:
    """Jobs whose name or task says that they deploy."""
    return tuple(
        job.place for _, job in ci.jobs() if _DEPLOY.search(job.id) or any(_DEPLOY.search(s.uses) for s in job.steps)
    )


@cache
def _frameworks() -> tuple[Framework, ...]:
    return tuple(each() for each in discover("rung.assess.graphs", Framework))  # type: ignore[type-abstract]
