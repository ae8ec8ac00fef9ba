"""Texts match a regular expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

import polars as pl

from rung.data.contracts.bounds import read_bound
from rung.data.contracts.element import Element
from rung.data.contracts.families import TEXTS, Types, as_text
from rung.data.contracts.rules.base import ColumnRule, Example, Seen, origin_of
from rung.data.contracts.table import Table


@dataclass(frozen=True, kw_only=True)
class Pattern(ColumnRule):
    """Every text has the form that the contract gives.

    Codes with a form of their own show at once that columns were swapped, or that a writer pads them differently.

    `- {name: dest, logicalType: string, logicalTypeOptions: {pattern: "^[A-Z]{3}$"}}`. As in the standard, a match
    anywhere is enough: `^` and `$` make it whole. Looking ahead and behind is not understood.
    """

    id: ClassVar[str] = "pattern"
    fits: ClassVar[frozenset[str]] = TEXTS
    example: ClassVar[Example] = Example(
        contract='schema: [{name: flights, properties: [{name: dest, logicalTypeOptions: {pattern: "^[A-Z]{3}$"}}]}]',
        met={"dest": ["IAH", "MIA", None]},
        broken={"dest": ["IAH", "Miami", "", None]},
        count=2,
    )

    regex: str

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From `pattern`, and the metric `invalidValues` with a `pattern`."""
        for column in table.columns:
            options = column.options
            if options is not None and "pattern" in options.value:
                yield cls(origin=origin_of(options, "pattern"), column=column.name, regex=_regex(options))
        for entry in table.metric("invalidValues"):
            arguments = entry.element.mapping("arguments")
            if entry.column is not None and arguments is not None and "pattern" in arguments.value:
                bound = read_bound(entry.element)
                yield cls(origin=origin_of(entry.element), column=entry.column, regex=_regex(arguments), bound=bound)

    def promise(self) -> str:
        """The expression."""
        return f"matches {self.regex}{self.at_most()}"

    def breaks(self, types: Types) -> pl.Expr:
        """No match anywhere."""
        return ~as_text(self.column).str.contains(self.regex)

    def fault(self, seen: Seen) -> str:
        """The expression."""
        return f"values do not match {self.regex}"


def _regex(element: Element) -> str:
    regex = element.text("pattern") or ""
    try:
        pl.Series([""]).str.contains(regex)
    except pl.exceptions.PolarsError as error:
        why = str(error).strip().splitlines()[-1]
        element.refuse(f"pattern {regex} cannot be used: {why}", "pattern")
    return regex
