"""Measures the projects of a portfolio, several at a time; one that cannot be measured does not stop the others."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from rung.assess.clock import Clock
from rung.assess.code import second
from rung.assess.collection import without_collection
from rung.assess.measuring import Measuring, Ruler, load_ruler
from rung.assess.portfolio.base import Campaign, Entry, Portfolio, Row, SharedUse, is_remote, met_of, progress
from rung.assess.portfolio.file import Listed
from rung.assess.portfolio.sharing import Lending, SharedRepository, lend
from rung.assess.project_file import read_project_file
from rung.assess.records.sources import read_records
from rung.assess.timeline.choosing import main_line
from rung.assess.tree import Tree, open_tree
from rung.assess.tree.templated import as_written
from rung.domain import Assessment
from rung.errors import RungError


def measure_portfolio(
    listed: Listed, now: datetime, *, since: date | None, workers: int, tell: Callable[[int, int], None]
) -> Portfolio:
    """Every project at its newest commit, and at the days it is compared with."""
    rows: list[Row] = []
    for row in _all(listed, now, since, workers):
        rows.append(row)
        tell(len(rows), len(listed.entries))
    rows.sort(key=lambda row: (not row.entry.team, row.entry.team.lower(), row.entry.name.lower()))
    campaigns = tuple(progress(each, rows) for each in listed.campaigns)
    return Portfolio(listed.name, now.date(), tuple(rows), campaigns, since, _uses(listed.shared, rows))


def _uses(shared: Sequence[SharedRepository], rows: Sequence[Row]) -> tuple[SharedUse, ...]:
    callers = {each.name: tuple(row.entry.name for row in rows if each.name in row.calls) for each in shared}
    return tuple(SharedUse(each.name, callers[each.name], each.problem) for each in shared)


def _all(listed: Listed, now: datetime, since: date | None, workers: int) -> Iterator[Row]:
    jobs = [(entry, tuple(each for each in listed.campaigns if each.covers(entry))) for entry in listed.entries]
    if workers < 2 or len(jobs) < 2:
        for entry, campaigns in jobs:
            yield one_project(entry, campaigns, now, since, listed.shared)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=second.switch_off) as pool:
        futures = {pool.submit(one_project, *job, now, since, listed.shared): job[0] for job in jobs}
        for future in as_completed(futures):
            error = future.exception()
            yield Row(futures[future], problem=f"its measuring ended: {error}") if error else future.result()


def one_project(
    entry: Entry,
    campaigns: Sequence[Campaign],
    now: datetime,
    since: date | None,
    shared: Sequence[SharedRepository] = (),
) -> Row:
    """One row; whatever goes wrong is its problem and nobody else's."""
    if is_remote(entry.address):
        return Row(entry, problem=f"is not on this machine: git clone {entry.address}, and list the path")
    try:
        with without_collection():
            lending = _open(entry, shared)
            assessment = _assess(entry, lending.tree, Clock(now))
            before = _at(entry, lending.tree, since, shared) if since else None
            at_start = {each.name: met_of(each, _at(entry, lending.tree, each.start, shared)) for each in campaigns}
    except RungError as error:
        return Row(entry, problem=str(error.what))
    except Exception as error:
        # A repository nobody thought of must not cost the other thirty-nine.
        return Row(entry, problem=f"{type(error).__name__}: {error}")
    return Row(entry, assessment, "", before, at_start, lending.called)


def _open(entry: Entry, shared: Sequence[SharedRepository], at: str | None = None) -> Lending:
    """The project's files, and those that it calls elsewhere."""
    return lend(as_written(open_tree(Path(entry.address), at=at)), shared)


def _assess(entry: Entry, tree: Tree, clock: Clock) -> Assessment:
    manifest = read_project_file(tree)
    files = [Path(each) for each in entry.records]
    records = (
        read_records(tree, manifest, Path(entry.address), clock.now, files=files) if files or manifest.records else None
    )
    return Measuring(_ruler(), tree, manifest, clock, records).assess(entry.name)


def _at(entry: Entry, tree: Tree, day: date, shared: Sequence[SharedRepository]) -> Assessment | None:
    """The project as it stood at the end of a day; `None` before its first commit."""
    history = tree.history()
    older = [each for each in main_line(history, None) if each.when.date() <= day] if history else []
    if not older:
        return None
    then = _open(entry, shared, older[-1].id).tree
    return _assess(entry, then, Clock(datetime.combine(day, time.max, UTC)))


@cache
def _ruler() -> Ruler:
    """Made once in each process."""
    return load_ruler()
