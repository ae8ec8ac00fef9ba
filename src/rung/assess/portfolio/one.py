"""One entry of a portfolio: its projects today and before, with what they call elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.clock import Clock
from rung.assess.collection import without_collection
from rung.assess.measuring import Measuring, Ruler, load_ruler
from rung.assess.parse.shelf import Shelf
from rung.assess.portfolio.base import Campaign, Entry, Row, is_remote, met_in
from rung.assess.portfolio.part import Part, parts_of, whole_of
from rung.assess.portfolio.past import Past, days_between
from rung.assess.portfolio.sharing import Lending, SharedRepository
from rung.assess.project_file import read_project_file
from rung.assess.records.sources import read_records
from rung.assess.records.workspace import STORE, has_workspace
from rung.assess.timeline.measuring import manifest_of_then
from rung.assess.tree import Tree
from rung.domain import Assessment
from rung.errors import RungError
from rung.project import Manifest


def one_entry(
    entry: Entry,
    campaigns: Sequence[Campaign],
    now: datetime,
    since: date | None,
    shared: Sequence[SharedRepository] = (),
) -> list[Row]:
    """A row for each of its projects; whatever goes wrong is its problem and nobody else's."""
    if is_remote(entry.address):
        return [Row(entry, problem=f"is not on this machine: git clone {entry.address}, and list the path")]
    clock = Clock(now)
    try:
        with without_collection():
            whole, inside = whole_of(Path(entry.address))
            lending = whole.open(shared)
            known = Known(lending, _measuring(entry, whole, lending.tree, clock, manifest_of_then(lending.tree)))
            parts = parts_of(whole.root, inside, known.measuring)
    except Exception as error:
        return [Row(entry, problem=_told(error))]
    days = Days(now, since, tuple(campaigns))
    if parts == [whole]:
        return [_row(entry, whole, days, shared, known)]
    # One at a time, so that only one project's evidence is held.
    del known, lending
    return [_row(own, part, days, shared) for own, part in _named(entry, parts)]


class Days(Struct, frozen=True):
    """What a project is looked at for."""

    now: datetime
    since: date | None
    campaigns: tuple[Campaign, ...]


class Known(Struct, frozen=True):
    """A project that was opened already, and what measures it."""

    lending: Lending
    measuring: Measuring


def _named(entry: Entry, parts: Sequence[Part]) -> list[tuple[Entry, Part]]:
    if len(parts) == 1:
        return [(entry, parts[0])]
    return [(replace(entry, name=f"{entry.name}/{part.folder or '.'}", listed=entry.name), part) for part in parts]


def _row(entry: Entry, part: Part, days: Days, shared: Sequence[SharedRepository], known: Known | None = None) -> Row:
    try:
        with without_collection():
            lending = known.lending if known else part.open(shared)
            manifest = read_project_file(lending.tree)
            measuring = known.measuring if known else _measuring(entry, part, lending.tree, Clock(days.now), manifest)
            assessment = measuring.assess(entry.name)
            past = _past(
                entry, part, lending.tree, shared, ages=bool(entry.records or manifest.records or lending.called)
            )
            before = past.at(days.since) if days.since else None
            course = {each.name: _course(each, past, days.now.date()) for each in days.campaigns}
            past.keep()
    except Exception as error:
        return Row(entry, problem=_told(error))
    return Row(entry, assessment, "", before, course, lending.called)


def _told(error: Exception) -> str:
    """A repository nobody thought of must not cost the other thirty-nine."""
    return str(error.what) if isinstance(error, RungError) else f"{type(error).__name__}: {error}"


def _past(entry: Entry, part: Part, tree: Tree, shared: Sequence[SharedRepository], *, ages: bool) -> Past:
    def measure(commit: str, shelf: Shelf, clock: Clock) -> Assessment:
        then = part.open(shared, commit, clock.now.date()).tree
        then.shelf = shelf
        return _measuring(entry, part, then, clock, manifest_of_then(then)).assess(entry.name)

    context = [entry.name, part.folder, *part.others, *entry.records]
    context += [f"{each.name}={each.address}" for each in shared]
    context += [str(_stamp(Path(each))) for each in (*entry.records, *(each.address for each in shared))]
    own = part.address / STORE
    context += [str(_stamp(each)) for each in (own, own.with_name(f"{own.name}-wal")) if each.exists()]
    return Past(str(part.address), tree, measure, context, ages=ages)


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


def _measuring(entry: Entry, part: Part, tree: Tree, clock: Clock, manifest: Manifest) -> Measuring:
    files = [Path(each) for each in entry.records]
    told = files or manifest.records or has_workspace(part.address, manifest)
    records = read_records(tree, manifest, part.address, clock.now, files=files) if told else None
    return Measuring(_ruler(), tree, manifest, clock, records)


@cache
def _ruler() -> Ruler:
    """Made once in each process."""
    return load_ruler()
