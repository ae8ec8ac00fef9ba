"""Values lie between a least and a greatest one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import polars as pl
from msgspec import Struct

from rung.data.contracts.element import Element
from rung.data.contracts.families import MOMENTS, NUMBERS, Types
from rung.data.contracts.moments import comparable
from rung.data.contracts.rules.base import ColumnRule, Example, Seen, origin_of
from rung.data.contracts.table import Column, Table
from rung.data.contracts.values import number

_KINDS = {"date": pl.Date(), "timestamp": pl.Datetime("us", "UTC"), "time": pl.Time()}


class End(Struct, frozen=True):
    """One end of a range."""

    value: Any
    open: bool
    """Whether the value itself is outside."""

    def __str__(self) -> str:
        """As a person writes it."""
        return number(self.value) if isinstance(self.value, int | float) else str(self.value)


@dataclass(frozen=True, kw_only=True)
class Range(ColumnRule):
    """No value is below a least or above a greatest one.

    A change of unit, a lost sign, a number that stands for nothing (-999): all of them leave the range first. NaN is no
    number and in no range; the rule `finite` speaks of it.

    `- {name: distance, logicalType: integer, logicalTypeOptions: {minimum: 0, maximum: 5500}}`
    """

    id: ClassVar[str] = "range"
    fits: ClassVar[frozenset[str]] = NUMBERS | MOMENTS
    example: ClassVar[Example] = Example(
        contract="schema: [{name: flights, properties: "
        "[{name: distance, logicalTypeOptions: {minimum: 0, maximum: 5500}}]}]",
        met={"distance": [0, 1400, 5500, None]},
        broken={"distance": [-3, 1400, 5501, None]},
        count=2,
    )

    least: End | None
    greatest: End | None

    @classmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """From `minimum`, `maximum` and their exclusive forms."""
        for column in table.columns:
            options = column.options
            if options is None:
                continue
            least, greatest = _end(options, column, "inimum"), _end(options, column, "aximum")
            if least or greatest:
                yield cls(origin=origin_of(options), column=column.name, least=least, greatest=greatest)

    def promise(self) -> str:
        """The ends."""
        words = []
        if self.least:
            words.append(f"{'more than' if self.least.open else 'at least'} {self.least}")
        if self.greatest:
            words.append(f"{'less than' if self.greatest.open else 'at most'} {self.greatest}")
        return ", ".join(words)

    def breaks(self, types: Types) -> pl.Expr:
        """Below or above."""
        return self._below(types) | self._above(types)

    def measures(self, types: Types) -> dict[str, pl.Expr]:
        """Both ends apart, so that the sentence can tell which."""
        below, above = self._below(types), self._above(types)
        return {**super().measures(types), "below": below.sum(), "above": above.sum()}

    def fault(self, seen: Seen) -> str:
        """Which end."""
        below = f"{'at or ' if self.least and self.least.open else ''}below {self.least}"
        above = f"{'at or ' if self.greatest and self.greatest.open else ''}above {self.greatest}"
        if not seen.values["above"]:
            return f"values {below}"
        return f"values {above}" if not seen.values["below"] else f"values {below} or {above}"

    def _below(self, types: Types) -> pl.Expr:
        end = None if self.least is None else comparable(self.least.value, types[self.column])
        if self.least is None or end is None:
            return pl.lit(False)
        value = self._value(types)
        return value.le(end) if self.least.open else value.lt(end)

    def _above(self, types: Types) -> pl.Expr:
        end = None if self.greatest is None else comparable(self.greatest.value, types[self.column])
        if self.greatest is None or end is None:
            return pl.lit(False)
        value = self._value(types)
        return value.ge(end) if self.greatest.open else value.gt(end)

    def _value(self, types: Types) -> pl.Expr:
        value = pl.col(self.column)
        return value.fill_nan(None) if types[self.column].is_float() else value


def _end(options: Element, column: Column, tail: str) -> End | None:
    """`inimum` or `aximum`: the standard writes `minimum` or `exclusiveMinimum`."""
    keys = [key for key in (f"m{tail}", f"exclusiveM{tail}") if options.value.get(key) is not None]
    if len(keys) > 1:
        options.refuse(f"{keys[0]} and {keys[1]} exclude each other", keys[1])
    if not keys:
        return None
    value = options.value[keys[0]]
    kind = _KINDS.get(column.type or "")
    if kind is not None and comparable(value, kind) is None:
        options.refuse(f"{keys[0]} of a {column.type} must be written as in ISO 8601, not {value!r}", keys[0])
    if kind is None and (not isinstance(value, int | float) or isinstance(value, bool)):
        options.refuse(f"{keys[0]} must be a number", keys[0])
    return End(value, keys[0].startswith("exclusive"))
