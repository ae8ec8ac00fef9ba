"""The newest row is not old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

import polars as pl

from rung.data.contracts.element import Element
from rung.data.contracts.families import TEXTS, Types, as_text, family
from rung.data.contracts.moments import read_moment
from rung.data.contracts.rules.base import Breach, Example, Rule, Seen, origin_of
from rung.data.contracts.table import Table

_SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800, "mo": 2_592_000, "y": 31_536_000}
_UNITS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "min", "minute", "minutes"), "min"),
    **dict.fromkeys(("h", "hr", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "week", "weeks"), "w"),
    **dict.fromkeys(("mo", "month", "months"), "mo"),
    **dict.fromkeys(("y", "yr", "year", "years"), "y"),
}
_MEANT = frozenset({"latency", "ly", "freshness", "fr"})


@dataclass(frozen=True, kw_only=True)
class Freshness(Rule):
    """The newest event is not older than a span of time.

    A feed that stopped leaves yesterday's table in place, and every other rule is met by it. A column of texts is read
    as ISO 8601; without a time zone, UTC is meant.

    `slaProperties: [{property: latency, value: 2, unit: d, element: flights.time_hour}]`, at the top of the contract.
    """

    id: ClassVar[str] = "freshness"
    fits: ClassVar[frozenset[str]] = TEXTS | {"date", "timestamp"}
    example: ClassVar[Example] = Example(
        contract="slaProperties: [{property: latency, value: 2, unit: d, element: flights.time_hour}]\n"
        "schema: [{name: flights, properties: [{name: time_hour}]}]",
        met={"time_hour": [datetime(2013, 1, 1, 5), datetime(2013, 1, 2, 5), None]},
        broken={"time_hour": [datetime(2012, 12, 30, 5), datetime(2012, 12, 31, 5), None]},
        count=1,
        now=datetime(2013, 1, 3, 5, tzinfo=UTC),
    )

    column: str
    most: timedelta
    written: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From service levels `latency` (or `freshness`) that name a column."""
        names = [each.called for each in table.columns]
        for level in table.service:
            if str(level.value.get("property")).lower() not in _MEANT or "element" not in level.value:
                continue
            whole = level.text("element") or ""
            called = whole.removeprefix(f"{table.name}.") if whole not in names else whole
            column = table.known(called, level, "element")
            value, unit = _span(level)
            most = timedelta(seconds=float(value) * _SECONDS[unit])
            yield cls(origin=origin_of(level), column=column, most=most, written=f"{value:g} {unit}")

    def promise(self) -> str:
        """The span."""
        return f"newest at most {self.written} old"

    def measures(self, types: Types) -> dict[str, pl.Expr]:
        """The newest, in microseconds since 1970; of texts the last in the order of letters, as suits ISO 8601."""
        if family(types[self.column]) in TEXTS:
            return {"newest": as_text(self.column).max()}
        return {"newest": pl.col(self.column).max().dt.epoch("us")}

    def judge(self, seen: Seen) -> Breach | None:
        """Of no values at all, none is fresh."""
        newest = seen.values["newest"]
        if newest is None:
            return None if not seen.rows else self._breach("there is no value to tell by")
        moment = read_moment(newest) if isinstance(newest, str) else _since_1970(newest)
        if moment is None:
            last = f"the last value is no time: {newest!r:.60}"
            return self._breach(last if isinstance(newest, str) else "the newest is beyond the year 9999")
        age = seen.now - moment
        if age <= self.most:
            return None
        return self._breach(f"newest is {moment:%Y-%m-%d %H:%M}, {told(age)} old, at most {self.written} promised")

    def _breach(self, what: str) -> Breach:
        return Breach(1, 1, f"{self.column}: {what}", whole=True)


def _since_1970(microseconds: int) -> datetime | None:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    except OverflowError:
        return None


def told(span: timedelta) -> str:
    """A span in its largest unit: `12 d`."""
    seconds = span.total_seconds()
    for unit in ("d", "h", "min"):
        if seconds >= _SECONDS[unit]:
            return f"{int(seconds // _SECONDS[unit]):,} {unit}"
    return f"{int(seconds)} s"


def _span(level: Element) -> tuple[float, str]:
    value: Any = level.value.get("value")
    try:
        value = float(value)
    except (TypeError, ValueError):
        level.refuse("the value of a latency must be a number", "value")
    unit = _UNITS.get((level.text("unit") or "d").lower())
    if unit is None:
        level.refuse(f"unit {level.value['unit']} is not known", "unit", fix="write min, h, d, w or y")
    return value, unit
