"""Values of a contract beside columns: a date may be written as a text, a moment needs the column's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import polars as pl

from rung.data.contracts.families import family


def comparable(value: Any, kind: pl.DataType) -> Any:
    """The value as a column of that type would hold it; `None` for one that it cannot hold."""
    group = family(kind)
    if group in ("integer", "number"):
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if group == "boolean":
        return value if isinstance(value, bool) else None
    if group == "date":
        moment = read_moment(value)
        return None if moment is None else moment.date()
    if group == "timestamp":
        return _in_zone(read_moment(value), kind)
    if group == "time":
        return _clock(value)
    return value if isinstance(value, str) else None


def read_moment(value: Any) -> datetime | None:
    """A date, a moment, or a text in ISO 8601; without a time zone it means UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC) if isinstance(value, date) else None


def _in_zone(moment: datetime | None, kind: pl.DataType) -> datetime | None:
    if moment is None:
        return None
    zone = getattr(kind, "time_zone", None)
    return moment if zone else moment.astimezone(UTC).replace(tzinfo=None)


def _clock(value: Any) -> time | None:
    try:
        return time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
