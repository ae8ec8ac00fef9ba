"""How many values stand for a missing one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import polars as pl

from rung.data.contracts.bounds import NONE, read_bound
from rung.data.contracts.families import SIMPLE, Types
from rung.data.contracts.listed import among, read_values
from rung.data.contracts.rules.base import ColumnRule, Example, Seen, origin_of
from rung.data.contracts.table import Table


@dataclass(frozen=True, kw_only=True)
class Missing(ColumnRule):
    """A column does not hide missing values behind a word or a number that stands for them.

    `N/A`, an empty text, -999: not null for any tool, and a value like others for a model.

    `quality: [{metric: missingValues, arguments: {missingValues: ["", N/A]}, mustBe: 0}]`
    """

    id: ClassVar[str] = "missing"
    fits: ClassVar[frozenset[str]] = SIMPLE
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: [{name: tailnum, quality: "
        '[{metric: missingValues, arguments: {missingValues: ["", N/A]}, mustBe: 0}]}]}]',
        met={"tailnum": ["N14228", None]},
        broken={"tailnum": ["N14228", "N/A", "", None]},
        count=2,
    )

    values: tuple[Any, ...]

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From the metric `missingValues`."""
        for entry in table.metric("missingValues"):
            element = entry.element
            if entry.column is None:
                element.refuse("missingValues belongs to a column", "metric")
            values = read_values(element, "missingValues")
            yield cls(origin=origin_of(element), column=entry.column, values=values, bound=read_bound(element))

    def promise(self) -> str:
        """Which words stand for a missing value."""
        how_many = "never" if self.bound == NONE else f"{self.bound.words()} of"
        return f"{how_many} {', '.join(map(repr, self.values))}"

    def breaks(self, types: Types) -> pl.Expr:
        """One of the values; null only where the list names it."""
        listed = among(self.column, types, [each for each in self.values if each is not None])
        return (listed | pl.col(self.column).is_null()) if None in self.values else listed

    def measures(self, types: Types) -> dict[str, pl.Expr]:
        """Of all rows."""
        return {**super().measures(types), "of": pl.len()}

    def fault(self, seen: Seen) -> str:
        """The same for all."""
        return "values stand for a missing one"
