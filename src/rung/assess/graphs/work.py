"""What a step does when its name does not tell, and which schedules start it."""

from __future__ import annotations

from collections.abc import Iterator, Set

from msgspec.structs import replace

from rung.assess.code import Site
from rung.assess.code.reach import Node
from rung.assess.graphs.base import Graph, Role, Schedule, Sources, Step
from rung.assess.parse.python import MAIN
from rung.assess.parse.python_facts import Name, Opaque

_LAUNCHING = ("*backfill*", "*.materialize", "*.RunRequest", "*launch_run*", "*.submit_job_execution")
_TIMERS = ("dagster.*ScheduleDefinition", "dagster.*build_schedule_from_partitioned_job")


def known_by_work(graph: Graph, fitting: Set[Node], sources: Sources) -> Graph:
    """The graph with steps that come to fit a model as training steps, whatever they are called."""
    if graph.linear or graph.trains:
        return graph
    known = replace(graph, steps=tuple(_known(step, fitting) for step in graph.steps))
    if not known.trains or graph.framework != "dagster":
        return known
    # A code location holds many jobs; only the schedules that start this work are its schedules.
    return replace(known, schedules=tuple(_schedules(graph, sources)))


def _known(step: Step, fitting: Set[Node]) -> Step:
    path, _, function = step.runs.partition("::")
    started = ((path, function),) if function else ((path, ""), (path, MAIN))
    return replace(step, role=Role.TRAIN) if step.role is None and not fitting.isdisjoint(started) else step


def _schedules(graph: Graph, sources: Sources) -> Iterator[Schedule]:
    """Of a job those that name it, of all assets those whose job starts assets without naming what they do."""
    for site in sources.code.find(*_TIMERS):
        if site.module.path in sources.excluded or not sources.reach.of(site):
            continue
        job = site.call.kwargs.get("job")
        named = isinstance(job, Name) and job.dotted.rpartition(".")[2] == graph.name
        if named or (graph.name == "assets" and _starts_assets(site, sources)):
            yield Schedule(site.place, site.call.last)


def _starts_assets(site: Site, sources: Sources) -> bool:
    """The job selects all assets, or comes to a call that launches some."""
    job = site.call.kwargs.get("job")
    if isinstance(job, Opaque):
        return job.text.endswith("define_asset_job") and _selects_all(site, sources)
    if not isinstance(job, Name):
        return False
    if job.dotted.endswith("define_asset_job()"):
        return _selects_all(site, sources)
    node = (site.module.path, job.dotted.rpartition(".")[2])
    return any(node in sources.reach.upstream(each.scope) for each in sources.code.find(*_LAUNCHING))


def _selects_all(site: Site, sources: Sources) -> bool:
    jobs = [each for each in sources.code.find("dagster.*define_asset_job") if each.module is site.module]
    said = [each.call.kwargs.get("selection", "*") for each in jobs]
    return len(jobs) == 1 and (said[0] == "*" or (isinstance(said[0], Opaque) and said[0].text.endswith(".all")))
