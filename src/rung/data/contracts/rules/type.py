"""Values are of the promised type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

import polars as pl

from rung.data.contracts.element import nearest
from rung.data.contracts.families import TEXTS, Types, as_text, family
from rung.data.contracts.rules.base import Breach, Example, Rule, Seen, origin_of
from rung.data.contracts.standard import LOGICAL_TYPES
from rung.data.contracts.table import Table
from rung.data.contracts.texts import READABLE, unreadable

_ALSO = {"number": {"integer"}, "map": {"object", "array"}}
"""Types that are taken for another one without loss."""


@dataclass(frozen=True, kw_only=True)
class LogicalType(Rule):
    """A column has the logical type that the contract names.

    Numbers that arrive as text sort and compare as text, and most models take them for categories without a word. A
    column of floats passes as `integer` while all of them are whole: pandas makes them when a value is missing.

    `- {name: distance, logicalType: integer}`
    """

    id: ClassVar[str] = "type"
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: [{name: distance, logicalType: integer}]}]",
        met={"distance": [1400, 1416, None]},
        broken={"distance": ["1400", "n/a", None]},
        count=1,
    )

    column: str
    logical: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """Of every column with a `logicalType`."""
        for column in table.columns:
            logical = column.type
            if logical is None:
                continue
            if logical not in LOGICAL_TYPES:
                column.element.refuse(f"no logicalType {logical}", "logicalType", fix=nearest(logical, LOGICAL_TYPES))
            yield cls(origin=origin_of(column.element, "logicalType"), column=column.name, logical=logical)

    def promise(self) -> str:
        """The type."""
        return self.logical

    def suits(self, kind: pl.DataType) -> bool:
        """Whether a type of Polars is the promised one, whatever the values."""
        found = family(kind)
        return found in (self.logical, "null") or found in _ALSO.get(self.logical, ())

    def _rounded(self, kind: pl.DataType) -> bool:
        return self.logical == "integer" and family(kind) == "number"

    def rows(self, types: Types) -> pl.Expr | None:
        """Values that are not whole; texts that cannot be read as the type, or all values where that is no question."""
        kind = types[self.column]
        if self.suits(kind):
            return None
        value = pl.col(self.column)
        if self._rounded(kind):
            return value != value.floor()
        if family(kind) in TEXTS and self.logical in READABLE:
            return unreadable(as_text(self.column), self.logical)
        return value.is_not_null()

    def measures(self, types: Types) -> dict[str, pl.Expr]:
        """Nothing where the type is right by itself."""
        broken = self.rows(types)
        return {} if broken is None else {"broken": broken.sum(), "of": pl.col(self.column).count()}

    def judge(self, seen: Seen) -> Breach | None:
        """Text that could be read as the type throughout is broken all the same: nobody has read it."""
        kind = seen.types[self.column]
        if self.suits(kind):
            return None
        broken, of = int(seen.values["broken"] or 0), int(seen.values["of"])
        if self._rounded(kind):
            return Breach(broken, of, "values not whole") if broken else None
        if family(kind) in TEXTS and self.logical in READABLE:
            if broken:
                return Breach(broken, of, f"values cannot be read as {self.logical}")
            whole = f"{self.column}: text, not {self.logical}; every value could be read as {self.logical}"
            return Breach(of, of, whole, whole=True)
        return Breach(of, of, f"{self.column}: {kind}, not {self.logical}", whole=True)
