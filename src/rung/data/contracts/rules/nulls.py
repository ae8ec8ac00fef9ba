"""How many values are null."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

import polars as pl

from rung.data.contracts.bounds import NONE, read_bound
from rung.data.contracts.families import Types
from rung.data.contracts.rules.base import ColumnRule, Example, Seen, origin_of
from rung.data.contracts.table import Table


@dataclass(frozen=True, kw_only=True)
class Nulls(ColumnRule):
    """A column has no nulls, or few.

    A join that stopped matching fills a column with nulls; averages and models go on without a word.

    `- {name: carrier, required: true}`, or with exceptions
    `quality: [{metric: nullValues, mustBeLessOrEqualTo: 5, unit: percent}]`. A primary key is required anyhow.
    """

    id: ClassVar[str] = "nulls"
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: [{name: carrier, required: true}]}]",
        met={"carrier": ["UA", "AA"]},
        broken={"carrier": ["UA", None, None]},
        count=2,
    )

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From `required`, `primaryKey`, and the metric `nullValues`."""
        for column in table.columns:
            for key in ("required", "primaryKey"):
                if column.element.flag(key):
                    yield cls(origin=origin_of(column.element, key), column=column.name)
                    break
        for entry in table.metric("nullValues"):
            if entry.column is None:
                entry.element.refuse("nullValues belongs to a column", "metric")
            yield cls(origin=origin_of(entry.element), column=entry.column, bound=read_bound(entry.element))

    def promise(self) -> str:
        """How many."""
        return "never null" if self.bound == NONE else f"null: {self.bound.words()}"

    def breaks(self, types: Types) -> pl.Expr:
        """Null."""
        return pl.col(self.column).is_null()

    def measures(self, types: Types) -> dict[str, pl.Expr]:
        """Of all rows."""
        return {"broken": pl.col(self.column).null_count(), "of": pl.len()}

    def fault(self, seen: Seen) -> str:
        """The same for all."""
        return "values null"
