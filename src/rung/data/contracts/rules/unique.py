"""Values, or rows, do not repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

import polars as pl

from rung.data.contracts.bounds import NONE, Bound, read_bound
from rung.data.contracts.families import SIMPLE, Types, as_text, family
from rung.data.contracts.rules.base import Breach, Example, Origin, Rule, Seen, origin_of
from rung.data.contracts.table import Entry, Table


@dataclass(frozen=True, kw_only=True)
class Unique(Rule):
    """No two rows have the same value in a column, or in several columns together.

    A file that was loaded twice, or a join that multiplies rows, weighs some rows double and puts the same row in
    training and in the holdout. Counted are rows that repeat an earlier one. Null equals null; a row that is null in
    all the columns takes no part.

    `- {name: id, primaryKey: true}` (several: `primaryKeyPosition` orders them), `- {name: id, unique: true}`, or at
    the table `quality: [{metric: duplicateValues, arguments: {properties: [day, flight]}, mustBe: 0}]`.
    """

    id: ClassVar[str] = "unique"
    fits: ClassVar[frozenset[str]] = SIMPLE
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: [{name: day}, {name: flight}], quality: "
        "[{metric: duplicateValues, arguments: {properties: [day, flight]}, mustBe: 0}]}]",
        met={"day": [1, 1, 2, None], "flight": [1545, 1714, 1545, None]},
        broken={"day": [1, 1, 1, 2], "flight": [1545, 1545, 1545, 1545]},
        count=2,
    )

    keys: tuple[str, ...]
    bound: Bound = NONE

    @property
    def columns(self) -> tuple[str, ...]:
        """What must not repeat."""
        return self.keys

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From `primaryKey`, `unique`, and the metric `duplicateValues`."""
        key = _primary_key(table)
        if key is not None:
            yield cls(origin=key[1], keys=key[0])
        for column in table.columns:
            if column.element.flag("unique") and (key is None or key[0] != (column.name,)):
                yield cls(origin=origin_of(column.element, "unique"), keys=(column.name,))
        for entry in table.metric("duplicateValues"):
            yield cls(origin=origin_of(entry.element), keys=_named(entry, table), bound=read_bound(entry.element))

    def promise(self) -> str:
        """For the name of a column, or of the table."""
        words = "never repeats" if len(self.keys) == 1 else "never repeat together"
        return words if self.bound == NONE else f"repeats: {self.bound.words()}"

    def identity(self, types: Types) -> pl.Expr | None:
        """The columns as one value."""
        parts = [as_text(each) if family(types[each]) == "string" else pl.col(each) for each in self.keys]
        there = pl.any_horizontal(pl.col(each).is_not_null() for each in self.keys)
        return pl.when(there).then(pl.struct(parts))

    def judge(self, seen: Seen) -> Breach | None:
        """Compare the number of repeats with what is allowed."""
        repeats, of = int(seen.values["repeats"]), int(seen.values["of"])
        if self.bound.met(repeats, of):
            return None
        allowed = "" if self.bound == NONE else f", {self.bound.words()} promised"
        noun = "values repeat" if len(self.keys) == 1 else "rows repeat"
        return Breach(repeats, of, f"{noun} an earlier one{allowed}")


def _primary_key(table: Table) -> tuple[tuple[str, ...], Origin] | None:
    columns = [each for each in table.columns if each.element.flag("primaryKey")]
    if not columns:
        return None
    columns.sort(key=lambda each: each.element.whole("primaryKeyPosition") or 0)
    return tuple(each.name for each in columns), origin_of(columns[0].element, "primaryKey")


def _named(entry: Entry, table: Table) -> tuple[str, ...]:
    if entry.column is not None:
        return (entry.column,)
    arguments = entry.element.mapping("arguments")
    names = arguments.sequence("properties") if arguments else []
    if arguments is None or not names:
        entry.element.refuse("duplicateValues of a table needs the columns", "arguments", fix="add properties: [...]")
    return tuple(table.known(each, arguments, "properties") for each in names)
