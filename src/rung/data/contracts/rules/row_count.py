"""There are so many rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from rung.data.contracts.bounds import Bound, read_bound
from rung.data.contracts.rules.base import Breach, Example, Rule, Seen, origin_of
from rung.data.contracts.table import Table


@dataclass(frozen=True, kw_only=True)
class RowCount(Rule):
    """The table has as many rows as promised.

    A part that did not arrive breaks no other rule: every row that is there is right.

    `quality: [{metric: rowCount, mustBeGreaterOrEqualTo: 160000}]`, at the table.
    """

    id: ClassVar[str] = "row-count"
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: [{name: flight}], "
        "quality: [{metric: rowCount, mustBeGreaterOrEqualTo: 2}]}]",
        met={"flight": [1545, None]},
        broken={"flight": [1545]},
        count=1,
    )

    table: str
    bound: Bound

    @property
    def columns(self) -> tuple[str, ...]:
        """None: it is about the table."""
        return ()

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From the metric `rowCount`."""
        for entry in table.metric("rowCount"):
            if entry.column is not None:
                entry.element.refuse("rowCount belongs to the table, not to a column", "metric")
            bound = read_bound(entry.element)
            if bound.percent:
                entry.element.refuse("a number of rows has no percent", "unit")
            yield cls(origin=origin_of(entry.element), table=table.name, bound=bound)

    def promise(self) -> str:
        """How many."""
        return f"{self.bound.words()} rows"

    def judge(self, seen: Seen) -> Breach | None:
        """Compare."""
        if self.bound.met(seen.rows, seen.rows):
            return None
        return Breach(1, 1, f"{self.table}: {seen.rows:,} rows, {self.bound.words()} promised", whole=True)
