"""Types of Polars in the words of the standard."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

Types = Mapping[str, pl.DataType]
"""Type by column."""

NUMBERS = frozenset({"integer", "number"})
MOMENTS = frozenset({"date", "timestamp", "time"})
TEXTS = frozenset({"string"})
LISTS = frozenset({"array"})
SIMPLE = NUMBERS | MOMENTS | TEXTS | {"boolean", "duration", "binary"}

_BY_KIND: dict[type[pl.DataType], str] = {
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.Datetime: "timestamp",
    pl.Time: "time",
    pl.Duration: "duration",
    pl.Binary: "binary",
    pl.String: "string",
    pl.Categorical: "string",
    pl.Enum: "string",
    pl.List: "array",
    pl.Array: "array",
    pl.Struct: "object",
    pl.Null: "null",
}


def family(kind: pl.DataType) -> str:
    """The logical type; `duration`, `binary`, `null` and `other` are words of our own."""
    if kind.is_integer():
        return "integer"
    if kind.is_numeric():
        return "number"
    return _BY_KIND.get(kind.base_type(), "other")


def as_text(column: str) -> pl.Expr:
    """A column of texts whose categories, if it has any, are spelt out: their numbers differ between files."""
    return pl.col(column).cast(pl.String)
