"""Graphs that start other graphs: a scheduled DAG with a task that triggers the one which trains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from rung.assess.code.base import Site
from rung.assess.code.opted_in import opted_in
from rung.assess.graphs.base import Graph, Schedule, Sources
from rung.assess.parse.python import MAIN
from rung.assess.parse.python_facts import Name

_TRIGGERS = ("*TriggerDagRunOperator",)


def with_triggers(graphs: Iterable[Graph], sources: Sources) -> list[Graph]:
    """The graphs, with the schedules of those that start them."""
    known = list(graphs)
    starts = [(site, _target(site)) for site in sources.code.find(*_TRIGGERS)]
    return [replace(each, schedules=(*each.schedules, *_started(each, known, starts, sources))) for each in known]


def _started(graph: Graph, graphs: list[Graph], starts: list[tuple[Site, str]], sources: Sources) -> Iterator[Schedule]:
    homes = {site.module.path for site, target in starts if target == graph.name}
    for other in graphs:
        if other.place.path in homes and other.framework == graph.framework and other is not graph:
            idle = _waits_in_vain(other, sources)
            for each in other.schedules:
                yield replace(each, what=f"{other.name} ({each.what})", disabled=each.disabled or idle)


def _target(site: Site) -> str:
    value = site.call.kwargs.get("trigger_dag_id")
    if isinstance(value, Name):
        assigned = (each.value for each in site.module.assigns if each.name == value.dotted and not each.scope)
        value = next(assigned, None)
    return value if isinstance(value, str) else ""


def _waits_in_vain(graph: Graph, sources: Sources) -> str:
    """A task of it looks for what has happened in a store that nothing switches on."""
    programs = {path for (home, _), path in sources.executed.items() if home == graph.place.path}
    if not programs:
        return ""
    for node, variable in opted_in(sources.tree, sources.code, sources.reach).items():
        up = sources.reach.upstream(node)
        if any((path, top) in up for path in programs for top in ("", MAIN)):
            return f"its events are kept only where {variable} is set, and no file sets it"
    return ""
