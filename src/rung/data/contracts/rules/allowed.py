"""Values are among those that are allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import polars as pl

from rung.data.contracts.bounds import read_bound
from rung.data.contracts.families import SIMPLE, Types
from rung.data.contracts.listed import among, read_values, single_values
from rung.data.contracts.rules.base import ColumnRule, Example, Seen, origin_of
from rung.data.contracts.table import Column, Table

MOST_TOLD = 8


@dataclass(frozen=True, kw_only=True)
class Allowed(ColumnRule):
    """Every value is one of a list.

    A model has learned nothing about a category it never saw. One that does not come any more breaks nothing: small
    data lack many.

    `quality: [{metric: invalidValues, arguments: {validValues: [EWR, JFK, LGA]}, mustBe: 0}]`, or `enum` of the
    standard's version 3.2.
    """

    id: ClassVar[str] = "allowed"
    fits: ClassVar[frozenset[str]] = SIMPLE
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: [{name: origin, quality: "
        "[{metric: invalidValues, arguments: {validValues: [EWR, JFK, LGA]}, mustBe: 0}]}]}]",
        met={"origin": ["EWR", "JFK", None]},
        broken={"origin": ["EWR", "BOS", "BOS", None]},
        count=2,
    )

    values: tuple[Any, ...]

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From `enum`, and the metric `invalidValues` with `validValues`."""
        for column in table.columns:
            if column.element.sequence("enum"):
                yield cls(origin=origin_of(column.element, "enum"), column=column.name, values=_enumerated(column))
        for entry in table.metric("invalidValues"):
            element = entry.element
            arguments = element.mapping("arguments")
            if entry.column is None:
                element.refuse("invalidValues belongs to a column", "metric")
            if arguments is None or not {"validValues", "pattern"} & arguments.value.keys():
                fix = "add arguments: {validValues: [...]} or {pattern: ...}"
                element.refuse("invalidValues cannot tell which values are invalid", "arguments", fix=fix)
            if "validValues" in arguments.value:
                values = read_values(element, "validValues")
                yield cls(origin=origin_of(element), column=entry.column, values=values, bound=read_bound(element))

    def promise(self) -> str:
        """The list, as far as it is short."""
        told = ", ".join(map(str, self.values[:MOST_TOLD]))
        rest = len(self.values) - MOST_TOLD
        return f"one of {told}{f' and {rest} more' if rest > 0 else ''}{self.at_most()}"

    def breaks(self, types: Types) -> pl.Expr:
        """Not in the list."""
        return ~among(self.column, types, self.values)

    def fault(self, seen: Seen) -> str:
        """How many are allowed."""
        return f"values not among the {len(self.values)} allowed"


def _enumerated(column: Column) -> tuple[Any, ...]:
    values = []
    for each in column.element.elements("enum"):
        if "value" not in each.value:
            each.refuse("an entry of enum needs a value")
        values.append(each.value["value"])
    return single_values(column.element, values, "enum")
