"""Numbers are numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

import polars as pl

from rung.data.contracts.families import NUMBERS, Types
from rung.data.contracts.rules.base import ColumnRule, Example, Seen, origin_of
from rung.data.contracts.table import Table


@dataclass(frozen=True, kw_only=True)
class Finite(ColumnRule):
    """A column of floats holds neither NaN nor infinity.

    One NaN makes every sum and mean over it NaN; a division by zero gives infinity, and scaling spreads it over the
    column. Neither is null, so no rule about nulls sees them.

    `quality: [{type: custom, engine: rung, implementation: {rule: finite}}]`
    """

    id: ClassVar[str] = "finite"
    own: ClassVar[bool] = True
    fits: ClassVar[frozenset[str]] = NUMBERS
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: [{name: speed, quality: "
        "[{type: custom, engine: rung, implementation: {rule: finite}}]}]}]",
        met={"speed": [0.0, 8.3, None]},
        broken={"speed": [float("nan"), float("-inf"), 8.3, None]},
        count=2,
    )

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From entries for Rung's own engine."""
        for entry, told in table.own(cls.id):
            told.only({"rule"})
            if entry.column is None:
                entry.element.refuse("finite belongs to a column", "implementation")
            yield cls(origin=origin_of(entry.element), column=entry.column)

    def promise(self) -> str:
        """Both."""
        return "neither NaN nor infinite"

    def breaks(self, types: Types) -> pl.Expr:
        """Only floats can."""
        return ~pl.col(self.column).is_finite() if types[self.column].is_float() else pl.lit(False)

    def fault(self, seen: Seen) -> str:
        """Both."""
        return "values NaN or infinite"
