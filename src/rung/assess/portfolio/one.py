"""One project of a portfolio, today and before, with what it calls elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path

from rung.assess.clock import Clock
from rung.assess.collection import without_collection
from rung.assess.measuring import Measuring, Ruler, load_ruler
from rung.assess.parse.shelf import Shelf
from rung.assess.portfolio.base import Campaign, Entry, Row, is_remote, met_in
from rung.assess.portfolio.past import Past, days_between
from rung.assess.portfolio.sharing import Lending, SharedRepository, lend
from rung.assess.project_file import read_project_file
from rung.assess.records.sources import read_records
from rung.assess.timeline.measuring import manifest_of_then
from rung.assess.tree import Tree, open_tree
from rung.assess.tree.templated import as_written
from rung.domain import Assessment
from rung.errors import RungError
from rung.project import Manifest


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
            assessment = _assess(entry, lending.tree, Clock(now), read_project_file(lending.tree))
            past = _past(entry, lending.tree, shared)
            before = past.at(since) if since else None
            course = {each.name: _course(each, past, now.date()) for each in campaigns}
            past.keep()
    except RungError as error:
        return Row(entry, problem=str(error.what))
    except Exception as error:
        # A repository nobody thought of must not cost the other thirty-nine.
        return Row(entry, problem=f"{type(error).__name__}: {error}")
    return Row(entry, assessment, "", before, course, lending.called)


def _open(entry: Entry, shared: Sequence[SharedRepository], at: str | None = None) -> Lending:
    """The project's files, and those that it calls elsewhere."""
    return lend(as_written(open_tree(Path(entry.address), at=at)), shared)


def _past(entry: Entry, tree: Tree, shared: Sequence[SharedRepository]) -> Past:
    def measure(commit: str, shelf: Shelf, clock: Clock) -> Assessment:
        then = _open(entry, shared, commit).tree
        then.shelf = shelf
        return _assess(entry, then, clock, manifest_of_then(then))

    context = [entry.name, *map(str, entry.records), *(f"{each.name}={each.address}" for each in shared)]
    context += [str(_stamp(Path(each))) for each in (*entry.records, *(each.address for each in shared))]
    return Past(entry.address, tree, measure, context, ages=bool(entry.records or read_project_file(tree).records))


def _course(campaign: Campaign, past: Past, today: date) -> dict[date, int]:
    points = {day: past.at(day) for day in days_between(campaign.start, today)}
    return {day: met_in(campaign, point.verdicts) if point else 0 for day, point in points.items()}


def _stamp(path: Path) -> int:
    """Changes when the file does, or what the repository's references point to."""
    newest = 0
    for each in (path, path / ".git" / "HEAD", path / ".git" / "refs" / "heads", path / "refs" / "heads"):
        with suppress(OSError):
            newest = max(newest, each.stat().st_mtime_ns)
    return newest


def _assess(entry: Entry, tree: Tree, clock: Clock, manifest: Manifest) -> Assessment:
    files = [Path(each) for each in entry.records]
    records = (
        read_records(tree, manifest, Path(entry.address), clock.now, files=files) if files or manifest.records else None
    )
    return Measuring(_ruler(), tree, manifest, clock, records).assess(entry.name)


@cache
def _ruler() -> Ruler:
    """Made once in each process."""
    return load_ruler()
