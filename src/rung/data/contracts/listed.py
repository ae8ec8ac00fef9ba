"""Lists of values in a contract, compared with columns of any simple type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import polars as pl

from rung.data.contracts.element import Element
from rung.data.contracts.families import NUMBERS, Types, as_text, family
from rung.data.contracts.moments import comparable


def read_values(entry: Element, key: str) -> tuple[Any, ...]:
    """The list under `arguments`; refuses one that is empty or holds more than single values."""
    arguments = entry.mapping("arguments")
    values = arguments.sequence(key) if arguments else []
    if not values:
        entry.refuse(f"this metric needs a list of {key}", "arguments", fix=f"add arguments: {{{key}: [...]}}")
    return single_values(entry, values, "arguments")


def single_values(element: Element, values: Sequence[Any], key: str) -> tuple[Any, ...]:
    """The values, none of which is a list or a mapping."""
    for each in values:
        if isinstance(each, list | dict):
            element.refuse(f"a single value is expected, not {each!r:.60}", key)
    return tuple(values)


def among(column: str, types: Types, values: Sequence[Any]) -> pl.Expr:
    """Whether a value of the column is one of those; null for null. What cannot equal any value is left out."""
    kind = types[column]
    group = family(kind)
    if group == "string":
        return as_text(column).is_in(pl.Series([_spelt(each) for each in values], dtype=pl.String).implode())
    if group in NUMBERS:
        numbers = [each for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
        return _among_numbers(column, kind, numbers)
    fitting = [found for each in values if (found := comparable(each, kind)) is not None]
    return pl.col(column).is_in(pl.Series(fitting, dtype=kind).implode())


def _among_numbers(column: str, kind: pl.DataType, numbers: list[float]) -> pl.Expr:
    if family(kind) == "integer":
        whole = [int(each) for each in numbers if each == each // 1 and abs(each) < 2**63]
        return pl.col(column).cast(pl.Int64, strict=False).is_in(pl.Series(whole, dtype=pl.Int64).implode())
    return pl.col(column).cast(pl.Float64).is_in(pl.Series(list(map(float, numbers)), dtype=pl.Float64).implode())


def _spelt(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)
