"""What a source of records implements."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from rung.domain import Place
from rung.domain.record import Record, kind_of

MOST_PROBLEMS = 5
"""Problems of one source that are told one by one; the others are counted."""


class Series(Struct, frozen=True):
    """One figure over time, as a monitoring system keeps it."""

    name: str
    labels: dict[str, str]
    first: datetime
    last: datetime
    points: int
    longest_gap_seconds: float
    """Between two neighbouring points."""


class Whose(Struct, frozen=True):
    """What tells the records of this project from those of others."""

    project: str = ""
    remote: str | None = None
    """Web page of the repository."""
    commits: Collection[str] = ()
    """Full ids of the commits of its history."""


class Seen(Struct, frozen=True):
    """What one source showed."""

    source: str
    """As a person would name it: `records/ci.jsonl`, `MLflow store mlflow.db`."""
    counts: dict[str, int] = {}
    """How many events of each kind."""
    first: datetime | None = None
    last: datetime | None = None
    unmatched: int = 0
    """Events that belong to another project, or to none that can be told."""
    rehearsed: int = 0
    """Events of a demonstration, or made under a simulated clock."""
    problems: tuple[str, ...] = ()
    """What could not be read, and where."""

    @property
    def sentence(self) -> str:
        """`records/ci.jsonl: 40 ci_run, 12 review, 2026-08-01 to 2026-11-20; 3 of other projects`."""
        if not self.counts and self.problems:
            return f"{self.source}: {self.problems[0]}"
        counted = ", ".join(f"{number:,} {kind}" for kind, number in sorted(self.counts.items())) or "nothing"
        span = f", {self.first:%Y-%m-%d} to {self.last:%Y-%m-%d}" if self.first and self.last else ""
        rest = [f"{self.unmatched:,} of other projects"] if self.unmatched else []
        rest += [f"{self.rehearsed:,} rehearsed"] if self.rehearsed else []
        return "; ".join([f"{self.source}: {counted}{span}", *rest])


class Trail(Struct, frozen=True):
    """An audit trail whose change would show, as it was verified just now."""

    source: str
    events: int
    anchored: int
    """Number of the last event that an anchor kept elsewhere vouches for; 0 for none."""
    intact: bool
    newest: datetime
    """Of its events (aware)."""
    about: frozenset[str] = frozenset()
    """What its events are about: `run`, `dataset`, `release`."""


class Reading(Struct, frozen=True):
    """What a source gave."""

    seen: Seen
    records: tuple[Record, ...] = ()
    series: tuple[Series, ...] = ()
    places: Mapping[str, Place] = {}
    """Where a record can be looked up, by its id."""
    trails: tuple[Trail, ...] = ()


class Source(ABC):
    """A store or file of records. Reading never writes to it."""

    @abstractmethod
    def read(self, whose: Whose, now: datetime) -> Reading:
        """Everything of this project until `now` (aware); for what it holds it never raises, see `Seen.problems`."""


def summed_up(
    source: str,
    records: Iterable[Record],
    *,
    series: Iterable[Series] = (),
    unmatched: int = 0,
    problems: Iterable[str] = (),
) -> Reading:
    """The reading of what was found, with its summary."""
    kept, drawn, told = tuple(records), tuple(series), tuple(problems)
    counts = Counter(kind_of(each) for each in kept)
    if drawn:
        counts["series"] = len(drawn)
    moments = [each.at for each in kept] + [moment for each in drawn for moment in (each.first, each.last)]
    more = len(told) - MOST_PROBLEMS
    if more > 0:
        told = (*told[:MOST_PROBLEMS], f"and {more:,} more lines that cannot be read")
    seen = Seen(
        source=source,
        counts=dict(counts),
        first=min(moments, default=None),
        last=max(moments, default=None),
        unmatched=unmatched,
        rehearsed=sum(each.simulated for each in kept),
        problems=told,
    )
    return Reading(seen, kept, drawn)
