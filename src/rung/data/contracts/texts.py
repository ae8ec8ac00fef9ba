"""How values look when they are written as text: what can be read as what."""

from __future__ import annotations

import polars as pl

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR = r"[0-9]{2}:[0-9]{2}"
_ZONE = r"(?:Z|[+-][0-9]{2}:?[0-9]{2})"
ZONED = rf"^{_DAY}[T ]{_HOUR}(?::[0-9]{{2}}(?:\.[0-9]{{1,9}})?)?{_ZONE}$"
"""A moment with its time zone."""
CODE = r"^[+-]?0[0-9]"
"""Digits that are a name and not a number: 007."""
READABLE = ("integer", "number", "boolean", "date", "timestamp", "time")
"""Logical types that a text can be read as."""


def read_as(value: pl.Expr, logical: str, *, zoned: bool = False, strict: bool = False) -> pl.Expr:
    """A text as a value of one of the types `READABLE`; what cannot be read is null, or raises where `strict`."""
    if logical == "integer":
        return value.cast(pl.Int64, strict=strict)
    if logical == "number":
        return value.cast(pl.Float64, strict=strict)
    if logical == "boolean":
        return value.str.to_lowercase().replace_strict({"true": True, "false": False}, default=None)
    if logical == "date":
        return value.str.to_date("%Y-%m-%d", strict=strict)
    if logical == "time":
        full = value.str.replace(rf"^({_HOUR})$", "${1}:00")
        return full.str.to_time("%H:%M:%S%.f", strict=strict)
    return _moment(value, zoned=zoned, strict=strict)


def unreadable(value: pl.Expr, logical: str) -> pl.Expr:
    """Whether a text cannot be read as a type; never for null."""
    return value.is_not_null() & read_as(value, logical).is_null()


def _moment(value: pl.Expr, *, zoned: bool, strict: bool) -> pl.Expr:
    """ISO 8601; without a time zone, UTC is meant."""
    spaced = value.str.replace("T", " ", literal=True)
    full = spaced.str.replace(rf"^({_DAY} {_HOUR})({_ZONE}?)$", "${1}:00${2}")
    bare = full.str.replace(rf"{_ZONE}$", "")
    zone = full.str.extract(rf"({_ZONE})$").str.replace("Z", "+00:00", literal=True).fill_null("+00:00")
    moment = (bare + zone).str.to_datetime("%Y-%m-%d %H:%M:%S%.f%z", time_unit="us", time_zone="UTC", strict=strict)
    return moment if zoned else moment.dt.replace_time_zone(None)
