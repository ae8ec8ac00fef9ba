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
from rung.assess.portfolio.base import Campaign, Entry, Portfolio, Row, met_of, progress
from rung.assess.portfolio.file import Listed
from rung.assess.project_file import read_project_file
from rung.assess.records.sources import read_records
from rung.assess.timeline.choosing import main_line
from rung.assess.tree import Tree, open_tree
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
    return Portfolio(listed.name, now.date(), tuple(rows), campaigns, since)


def _all(listed: Listed, now: datetime, since: date | None, workers: int) -> Iterator[Row]:
    jobs = [(entry, tuple(each for each in listed.campaigns if each.covers(entry))) for entry in listed.entries]
    if workers < 2 or len(jobs) < 2:
        for entry, campaigns in jobs:
            yield one_project(entry, campaigns, now, since)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=second.switch_off) as pool:
        futures = {pool.submit(one_project, *job, now, since): job[0] for job in jobs}
        for future in as_completed(futures):
            error = future.exception()
            yield Row(futures[future], problem=f"its measuring ended: {error}") if error else future.result()


def one_project(entry: Entry, campaigns: Sequence[Campaign], now: datetime, since: date | None) -> Row:
    """One row; whatever goes wrong is its problem and nobody else's."""
    if "://" in entry.address or entry.address.startswith("git@"):
        return Row(entry, problem=f"is not on this machine: git clone {entry.address}, and list the path")
    try:
        with without_collection():
            tree = open_tree(Path(entry.address))
            assessment = _assess(entry, tree, Clock(now))
            before = _at(entry, tree, since) if since else None
            at_start = {each.name: met_of(each, _at(entry, tree, each.start)) for each in campaigns}
    except RungError as error:
        return Row(entry, problem=str(error.what))
    except Exception as error:
        # A repository nobody thought of must not cost the other thirty-nine.
        return Row(entry, problem=f"{type(error).__name__}: {error}")
    return Row(entry, assessment, "", before, at_start)


def _assess(entry: Entry, tree: Tree, clock: Clock) -> Assessment:
    manifest = read_project_file(tree)
    files = [Path(each) for each in entry.records]
    records = (
        read_records(tree, manifest, Path(entry.address), clock.now, files=files) if files or manifest.records else None
    )
    return Measuring(_ruler(), tree, manifest, clock, records).assess(entry.name)


def _at(entry: Entry, tree: Tree, day: date) -> Assessment | None:
    """The project as it stood at the end of a day; `None` before its first commit."""
    history = tree.history()
    older = [each for each in main_line(history, None) if each.when.date() <= day] if history else []
    if not older:
        return None
    return _assess(entry, open_tree(Path(entry.address), at=older[-1].id), Clock(datetime.combine(day, time.max, UTC)))


@cache
def _ruler() -> Ruler:
    """Made once in each process."""
    return load_ruler()
