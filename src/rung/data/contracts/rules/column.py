"""A column is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rung.data.contracts.rules.base import Breach, Example, Rule, Seen, origin_of
from rung.data.contracts.table import Table


@dataclass(frozen=True, kw_only=True)
class ColumnThere(Rule):
    """The data have every column that the contract names.

    A column that was renamed upstream is the most common break of all; what reads the table fails late and far away, or
    fills the gap with a default. Columns that the contract does not name are allowed, and told.

    Every entry of `properties` promises its column: `- {name: carrier}`.
    """

    id: ClassVar[str] = "column"
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: [{name: carrier}, {name: origin}]}]",
        met={"carrier": ["UA"], "origin": ["EWR"], "extra": [1]},
        broken={"airline": ["UA"], "origin": ["EWR"]},
        count=1,
    )

    column: str
    known: frozenset[str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """One for every column."""
        known = frozenset(each.name for each in table.columns)
        return (cls(origin=origin_of(each.element), column=each.name, known=known) for each in table.columns)

    def promise(self) -> str:
        """Told by the list of columns itself."""
        return "is there"

    def judge(self, seen: Seen) -> Breach | None:
        """Names columns that may be what it is called now."""
        if self.column in seen.types:
            return None
        new = [each for each in seen.types if each not in self.known]
        hint = f"; not in the contract: {', '.join(new[:5])}" if new else ""
        return Breach(1, 1, f"{self.column}: the column is missing{hint}", whole=True)
