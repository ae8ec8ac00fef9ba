"""When a value may be null."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

import polars as pl

from rung.data.contracts.families import Types
from rung.data.contracts.rules.base import ColumnRule, Example, Seen, origin_of
from rung.data.contracts.table import Table


@dataclass(frozen=True, kw_only=True)
class NullPattern(ColumnRule):
    """A column is null exactly when, or only when, another one is.

    Nulls often mean something: a cancelled flight has neither a departure nor a delay. A break of the pattern is a
    fault that no share of nulls shows, such as a join on the wrong day.

    `quality: [{type: custom, engine: rung, implementation: {rule: null-pattern, exactlyWhen: dep_time}}]`;
    `onlyWhen` allows the column a value where the other one is null.
    """

    id: ClassVar[str] = "null-pattern"
    own: ClassVar[bool] = True
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: [{name: dep_time}, {name: dep_delay, quality: [{type: custom, "
        "engine: rung, implementation: {rule: null-pattern, exactlyWhen: dep_time}}]}]}]",
        met={"dep_time": [517, None, 533], "dep_delay": [2, None, 4]},
        broken={"dep_time": [517, None, 533], "dep_delay": [2, 3, None]},
        count=2,
    )

    other: str
    exactly: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """Both."""
        return (self.column, self.other)

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From entries for Rung's own engine."""
        for entry, told in table.own(cls.id):
            told.only({"rule", "exactlyWhen", "onlyWhen"})
            if entry.column is None:
                entry.element.refuse("null-pattern belongs to a column", "implementation")
            given = [each for each in ("exactlyWhen", "onlyWhen") if each in told.value]
            if len(given) != 1:
                entry.element.refuse("null-pattern needs exactly one of exactlyWhen and onlyWhen", "implementation")
            other = table.known(told.value[given[0]], told, given[0])
            exactly = given[0] == "exactlyWhen"
            yield cls(origin=origin_of(entry.element), column=entry.column, other=other, exactly=exactly)

    def promise(self) -> str:
        """When it may be null."""
        return f"null {'exactly' if self.exactly else 'only'} when {self.other} is"

    def breaks(self, types: Types) -> pl.Expr:
        """Null where it must not be; with `exactlyWhen` also a value where null must be."""
        mine, others = pl.col(self.column).is_null(), pl.col(self.other).is_null()
        return mine != others if self.exactly else mine & ~others

    def measures(self, types: Types) -> dict[str, pl.Expr]:
        """Of all rows."""
        return {**super().measures(types), "of": pl.len()}

    def fault(self, seen: Seen) -> str:
        """What it should be."""
        if self.exactly:
            return f"rows where only one of {self.column} and {self.other} is null"
        return f"values null though {self.other} is not"
