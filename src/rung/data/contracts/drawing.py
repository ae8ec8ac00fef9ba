"""Values of one column, drawn so that they keep what its contract says of that column alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

import numpy as np
import polars as pl
from msgspec import Struct

from rung.data.contracts.moments import comparable
from rung.data.contracts.rules.allowed import Allowed
from rung.data.contracts.rules.base import Rule
from rung.data.contracts.rules.length import Length
from rung.data.contracts.rules.pattern import Pattern
from rung.data.contracts.rules.range import End, Range
from rung.errors import RefusedError

_R = TypeVar("_R", bound=Rule)
_WIDE = 1_000
"""Numbers between two ends of which one is not promised."""
_LEAST = -(2**63)
_KINDS = 20
"""Different texts of a column of texts without any promise."""
_MOMENT = pl.Datetime("us", "UTC")


class Drawn(Struct, frozen=True):
    """A column that is asked for."""

    name: str
    logical: str | None
    rules: Sequence[Rule]
    alone: bool
    """Whether no value may repeat."""
    zoned: bool

    def find(self, kind: type[_R]) -> _R | None:
        """Its rule of a kind."""
        return next((each for each in self.rules if isinstance(each, kind)), None)


def draw(asked: Drawn, count: int, rng: np.random.Generator, now: datetime) -> pl.Series:
    """So many values. Raises `RefusedError` for a type of which none can be made."""
    allowed = asked.find(Allowed)
    if allowed is not None:
        return _typed(asked, _chosen(asked, [each for each in allowed.values if each is not None], count, rng))
    logical = asked.logical or _by_rules(asked)
    makers: dict[str, Callable[[], pl.Series]] = {
        "integer": lambda: _integers(asked, count, rng),
        "number": lambda: _numbers(asked, count, rng),
        "boolean": lambda: pl.Series(asked.name, rng.random(count) < 0.5),
        "string": lambda: _texts(asked, count, rng),
        "date": lambda: _moments(asked, count, rng, now).cast(pl.Date),
        "timestamp": lambda: _stamps(asked, count, rng, now),
        "time": lambda: pl.Series(asked.name, rng.integers(0, 86_400, count) * 10**9).cast(pl.Time),
    }
    if logical not in makers:
        raise RefusedError(
            f"no {logical} can be made from a contract",
            where=asked.name,
            fix="keep a small sample of real rows beside the tests",
        )
    return makers[logical]()


def _by_rules(asked: Drawn) -> str:
    """The type of a column of which none is promised."""
    if asked.find(Range) is not None:
        return "number"
    return "string"


def _chosen(asked: Drawn, values: Sequence[Any], count: int, rng: np.random.Generator) -> list[Any]:
    if not asked.alone:
        return [values[place] for place in rng.integers(0, len(values), count)]
    return [*values, *[None] * count][:count]


def _typed(asked: Drawn, values: list[Any]) -> pl.Series:
    if asked.logical in ("date", "timestamp", "time"):
        kind = {"date": pl.Date(), "timestamp": _MOMENT, "time": pl.Time()}[asked.logical]
        found = pl.Series(asked.name, [comparable(each, kind) for each in values], dtype=kind)
        return found.dt.replace_time_zone(None) if asked.logical == "timestamp" and not asked.zoned else found
    if asked.logical == "string":
        return pl.Series(asked.name, [None if each is None else str(each) for each in values], dtype=pl.String)
    if asked.logical == "number":
        return pl.Series(asked.name, values, dtype=pl.Float64, strict=False)
    return pl.Series(asked.name, values, strict=False)


def _ends(asked: Drawn, step: float) -> tuple[float, float]:
    """The least and the greatest number that may be drawn."""
    rule = asked.find(Range)
    least = _end(rule.least, step) if rule else None
    greatest = _end(rule.greatest, -step) if rule else None
    if least is None:
        least = 0.0 if greatest is None else min(0.0, greatest - _WIDE)
    return least, least + _WIDE if greatest is None else greatest


def _end(end: End | None, inside: float) -> float | None:
    return None if end is None else end.value + (inside if end.open else 0)


def _integers(asked: Drawn, count: int, rng: np.random.Generator) -> pl.Series:
    least, greatest = _ends(asked, 1)
    low, high = max(math.ceil(least), _LEAST), min(math.floor(greatest), -_LEAST - 1)
    if asked.alone:
        rule = asked.find(Range)
        most = count if rule is None or rule.greatest is None else min(count, high - low + 1)
        return pl.Series(asked.name, rng.permutation(most) + low, dtype=pl.Int64)
    return pl.Series(asked.name, rng.integers(low, high, count, endpoint=True), dtype=pl.Int64)


def _numbers(asked: Drawn, count: int, rng: np.random.Generator) -> pl.Series:
    least, greatest = _ends(asked, 1e-6)
    share = rng.random(count)
    # In two halves: the width of a range of all numbers is none.
    return pl.Series(asked.name, np.clip(least * (1 - share) + greatest * share, least, greatest))


def _moments(asked: Drawn, count: int, rng: np.random.Generator, now: datetime) -> pl.Series:
    """In the range, or in the year before now."""
    rule = asked.find(Range)
    greatest = _moment(rule.greatest if rule else None, now)
    least = _moment(rule.least if rule else None, greatest - timedelta(days=365))
    if greatest <= least:
        greatest = least + timedelta(days=365)
    inside = (greatest - least).total_seconds()
    places = (np.arange(count) + 0.5) / count if asked.alone else np.sort(rng.random(count))
    whole = 3600 if inside > 100 * 3600 else 1  # events are most often joined by the hour
    seconds = np.floor(places * inside / whole) * whole if not asked.alone else places * inside
    start = int(least.timestamp() * 10**6)
    first = start + (10**6 if rule and rule.least and rule.least.open else 0)
    return pl.Series(asked.name, first + (seconds * 10**6).astype(np.int64)).cast(_MOMENT)


def _moment(end: End | None, otherwise: datetime) -> datetime:
    found = None if end is None else comparable(end.value, _MOMENT)
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=otherwise.tzinfo)
    if isinstance(found, date):
        return datetime(found.year, found.month, found.day, tzinfo=otherwise.tzinfo)
    return otherwise


def _stamps(asked: Drawn, count: int, rng: np.random.Generator, now: datetime) -> pl.Series:
    found = _moments(asked, count, rng, now)
    return found if asked.zoned else found.dt.replace_time_zone(None)


def _texts(asked: Drawn, count: int, rng: np.random.Generator) -> pl.Series:
    pattern = asked.find(Pattern)
    number = rng.permutation(count) if asked.alone else rng.integers(0, _KINDS, count)
    if pattern is not None:
        made = _matching(pattern.regex, int(number.max(initial=0)) + 1, int(rng.integers(2**31)), alone=asked.alone)
        return pl.Series(asked.name, [made[each % len(made)] for each in number], dtype=pl.String)
    length = asked.find(Length)
    least = (length.least if length else None) or 1
    most = length.greatest if length and length.greatest is not None else None
    width = least if most is None else max(least, min(most, 8))
    return pl.Series(asked.name, [_word(each, width, most) for each in number.tolist()], dtype=pl.String)


def _word(number: int, width: int, most: int | None) -> str:
    """A word in letters that differs for each number, as far as the longest allowed length can tell them apart."""
    letters = ""
    while True:
        number, rest = divmod(number, 26)
        letters = chr(ord("a") + rest) + letters
        if not number:
            break
    word = letters.rjust(width, "a")
    return word if most is None else word[len(word) - most :] if most else ""


def _matching(regex: str, count: int, seed: int, *, alone: bool) -> list[str]:
    """Different texts that match, as many as can be found."""
    import rstr  # noqa: PLC0415

    source = rstr.Rstr(Random(seed))  # noqa: S311 - no secret
    try:
        found = dict.fromkeys(source.xeger(regex) for _ in range(count * (3 if alone else 1)))
    except (ValueError, KeyError, OverflowError) as error:
        raise RefusedError(
            f"no text can be made that matches {regex}",
            where=f"{error}" or None,
            fix="keep a small sample of real rows beside the tests",
        ) from error
    return list(found)[:count] or [""]
