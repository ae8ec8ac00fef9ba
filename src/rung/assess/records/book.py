"""All records of one project, for the practices to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct, field

from rung.assess.records.base import Reading, Seen, Series, Trail
from rung.domain import Place
from rung.domain.assessment import Note
from rung.domain.record import Record

T = TypeVar("T", bound=Record)


class Records(Struct, frozen=True):
    """What other systems wrote down, oldest first; empty when no source was named."""

    now: datetime
    """The clock of the assessment; ages are counted from it."""
    all: tuple[Record, ...] = ()
    series: tuple[Series, ...] = ()
    seen: tuple[Seen, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where a record can be looked up, by its id."""
    trails: tuple[Trail, ...] = ()

    @classmethod
    def of_readings(cls, readings: Iterable[Reading], now: datetime) -> Records:
        """Everything that the sources gave, until `now`; the same event from two sources counts once."""
        known: dict[object, Record] = {}
        seen: list[Seen] = []
        series: list[Series] = []
        places: dict[str, Place] = {}
        trails: list[Trail] = []
        for reading in readings:
            seen.append(reading.seen)
            series += reading.series
            places.update(reading.places)
            trails += reading.trails
            for record in reading.records:
                known.setdefault((type(record), record.id) if record.id else (reading.seen.source, id(record)), record)
        ordered = sorted(known.values(), key=lambda each: each.at)
        until = tuple(each for each in ordered if each.at <= now)
        return cls(now, until, tuple(series), tuple(seen), places, tuple(trails))

    def of(self, kind: type[T], *, days: float | None = None, rehearsed: bool = False) -> list[T]:
        """Events of one kind, oldest first; of the last `days`, and without what was rehearsed unless asked for."""
        since = None if days is None else self.now - timedelta(days=days)
        return [
            each
            for each in self.all
            if isinstance(each, kind) and (rehearsed or not each.simulated) and (since is None or each.at >= since)
        ]

    @property
    def notes(self) -> tuple[Note, ...]:
        """What each source showed, and what of it could not be read."""
        told = [Note("records", each.sentence) for each in self.seen]
        told += [
            Note("records", f"{each.source}: {problem}")
            for each in self.seen
            if each.counts
            for problem in each.problems
        ]
        return tuple(told)
