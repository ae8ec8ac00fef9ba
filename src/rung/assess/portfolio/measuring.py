"""Measures the projects of a portfolio, several at a time; one that cannot be measured does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from datetime import date, datetime

from rung.assess.portfolio.base import Portfolio, Row, SharedUse, progress
from rung.assess.portfolio.file import Listed
from rung.assess.portfolio.one import one_entry
from rung.assess.portfolio.sharing import SharedRepository
from rung.assess.processes import held_back, pool


def measure_portfolio(
    listed: Listed, now: datetime, *, since: date | None, workers: int, tell: Callable[[int, int], None]
) -> Portfolio:
    """Every project at its newest commit, and at the days it is compared with."""
    rows: list[Row] = []
    for done, found in enumerate(_all(listed, now, since, workers), start=1):
        rows += found
        tell(done, len(listed.entries))
    rows.sort(key=lambda row: (not row.entry.team, row.entry.team.lower(), row.entry.name.lower()))
    campaigns = tuple(progress(each, rows, now.date()) for each in listed.campaigns)
    return Portfolio(listed.name, now.date(), tuple(rows), campaigns, since, _uses(listed.shared, rows))


def _uses(shared: Sequence[SharedRepository], rows: Sequence[Row]) -> tuple[SharedUse, ...]:
    callers = {each.name: tuple(row.entry.name for row in rows if each.name in row.calls) for each in shared}
    return tuple(SharedUse(each.name, callers[each.name], each.problem) for each in shared)


def _all(listed: Listed, now: datetime, since: date | None, workers: int) -> Iterator[list[Row]]:
    jobs = [(entry, tuple(each for each in listed.campaigns if each.covers(entry))) for entry in listed.entries]
    if workers < 2 or len(jobs) < 2:
        for entry, campaigns in jobs:
            yield one_entry(entry, campaigns, now, since, listed.shared)
        return
    with pool(workers) as crew:
        with held_back():
            futures = {crew.submit(one_entry, *job, now, since, listed.shared): job[0] for job in jobs}
        for future in as_completed(futures):
            error = future.exception()
            ended = [Row(futures[future], problem=f"its measuring ended: {error}")] if error else []
            yield ended or future.result()
