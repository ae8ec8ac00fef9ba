"""Texts are so long, lists hold so many items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

import polars as pl

from rung.data.contracts.families import LISTS, TEXTS, Types, as_text, family
from rung.data.contracts.rules.base import ColumnRule, Example, Seen, origin_of
from rung.data.contracts.table import Table


@dataclass(frozen=True, kw_only=True)
class Length(ColumnRule):
    """A text has at least and at most so many characters, a list so many items.

    Codes of one length that arrive in another were cut, padded, or read as numbers: 007 became 7.

    `- {name: dest, logicalType: string, logicalTypeOptions: {minLength: 3, maxLength: 3}}`; `minItems` and `maxItems`
    for an `array`.
    """

    id: ClassVar[str] = "length"
    fits: ClassVar[frozenset[str]] = TEXTS | LISTS
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: "
        "[{name: dest, logicalTypeOptions: {minLength: 3, maxLength: 3}}]}]",
        met={"dest": ["IAH", "MIA", None]},
        broken={"dest": ["IA", "MIAMI", "", None]},
        count=3,
    )

    least: int | None
    greatest: int | None
    unit: str

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From `minLength`, `maxLength`, `minItems` and `maxItems`."""
        for column in table.columns:
            options = column.options
            if options is None:
                continue
            for unit, tail in (("characters", "Length"), ("items", "Items")):
                least, greatest = options.whole(f"min{tail}"), options.whole(f"max{tail}")
                if least is not None or greatest is not None:
                    origin = origin_of(options)
                    yield cls(origin=origin, column=column.name, least=least, greatest=greatest, unit=unit)

    def promise(self) -> str:
        """The limits."""
        if self.least == self.greatest:
            return f"{self.least} {self.unit if self.least != 1 else self.unit[:-1]}"
        words = [f"at least {self.least:,}"] if self.least is not None else []
        words += [f"at most {self.greatest:,}"] if self.greatest is not None else []
        return f"{', '.join(words)} {self.unit}"

    def breaks(self, types: Types) -> pl.Expr:
        """Shorter or longer."""
        listed = family(types[self.column]) in LISTS
        length = _items(types, self.column) if listed else as_text(self.column).str.len_chars()
        broken = pl.lit(False)
        if self.least is not None:
            broken = broken | (length < self.least)
        if self.greatest is not None:
            broken = broken | (length > self.greatest)
        return broken

    def fault(self, seen: Seen) -> str:
        """What was promised."""
        return f"values not of {self.promise()}"


def _items(types: Types, column: str) -> pl.Expr:
    value = pl.col(column)
    return value.arr.len() if types[column].base_type() is pl.Array else value.list.len()
