"""What a kind of rule implements: read from a contract, measured in one pass over the data, judged from the numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Self

import polars as pl
from msgspec import Struct

from rung.data.contracts.bounds import NONE, Bound
from rung.data.contracts.element import Element
from rung.data.contracts.families import Types, family
from rung.data.contracts.table import Table


class Origin(Struct, frozen=True):
    """Where a rule stands in the contract."""

    path: str
    line: int
    severity: str = "error"
    """In the words of the standard; `warning` and `info` are told and stop nothing."""


def origin_of(element: Element, key: str = "") -> Origin:
    """The origin of a rule that an element, or one key of it, states."""
    path = element.at(key) if key else element.path
    return Origin(path, element.source.document.line(path), element.text("severity") or "error")


class Seen(Struct, frozen=True):
    """What one pass over the data found for one rule."""

    rows: int
    """Of the whole table."""
    types: Types
    now: datetime
    """Aware."""
    values: Mapping[str, Any]
    """By the names of `Rule.measures`; for a rule with an `identity` also `repeats` and `of`."""


class Breach(Struct, frozen=True):
    """A rule that is not met."""

    count: int
    """Rows or values that break it; 1 for what concerns the table as a whole."""
    of: int
    """Rows or values that were looked at."""
    what: str
    """What is wrong with those: `values below 0`. A whole sentence where `whole`."""
    whole: bool = False


class Example(Struct, frozen=True):
    """Data that show what a rule does; `check_rule` tries them."""

    contract: str
    """YAML from `schema:` on."""
    met: Mapping[str, list[Any]]
    broken: Mapping[str, list[Any]]
    count: int
    """What breaks it there."""
    now: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """One promise. Subclasses say in their docstring why one makes it, with an example.

    Expressions never raise for data of a type the rule fits, and give null or false for null.
    """

    id: ClassVar[str]
    own: ClassVar[bool] = False
    """Whether it is written as an entry for Rung's own engine, with its `id` as the `rule`."""
    fits: ClassVar[frozenset[str]] = frozenset()
    """Families of types it can be applied to; empty for all."""
    example: ClassVar[Example]

    origin: Origin = field(compare=False, repr=False)

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The columns it speaks of; none for the table as a whole."""

    @classmethod
    @abstractmethod
    def read(cls, table: Table) -> Iterator[Self]:
        """Every rule of this kind in a contract. Raises `UsageError` for one that is badly written."""

    @abstractmethod
    def promise(self) -> str:
        """What is promised, in words that follow the name of the column: `never null`."""

    @abstractmethod
    def judge(self, seen: Seen) -> Breach | None:
        """Whether the numbers break it."""

    def measures(self, types: Types) -> dict[str, pl.Expr]:
        """Aggregates, one value each and of bounded memory, computed for all rules in one streaming pass."""
        return {}

    def identity(self, types: Types) -> pl.Expr | None:
        """What must not repeat, as a struct; null for rows that take no part."""
        return None

    def rows(self, types: Types) -> pl.Expr | None:
        """Which rows to show; `None` where no single row is to blame."""
        return None

    def unfit(self, types: Types) -> str | None:
        """Why it cannot be applied to columns of these types, all of which are there."""
        for each in self.columns:
            found = family(types[each])
            if self.fits and found not in self.fits and found != "null":
                return f"cannot be checked: the column is {types[each]}"
        return None

    def idle(self, types: Types) -> bool:
        """Whether nothing can break it, because its column holds nothing but null by its very type."""
        return bool(self.fits) and any(family(types[each]) == "null" for each in self.columns)


@dataclass(frozen=True, kw_only=True)
class ColumnRule(Rule):
    """A rule about the single values of one column: some of them break it, and so many are allowed to."""

    column: str
    bound: Bound = NONE

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)

    @abstractmethod
    def breaks(self, types: Types) -> pl.Expr:
        """Whether a value breaks it, by row."""

    @abstractmethod
    def fault(self, seen: Seen) -> str:
        """What is wrong with the values that break it: `values below 0`."""

    def rows(self, types: Types) -> pl.Expr | None:
        """Those that break it."""
        return self.breaks(types)

    def measures(self, types: Types) -> dict[str, pl.Expr]:
        """How many break it, of how many that are not null."""
        return {"broken": self.breaks(types).sum(), "of": pl.col(self.column).count()}

    def judge(self, seen: Seen) -> Breach | None:
        """Compare the number with what is allowed."""
        broken, of = int(seen.values["broken"] or 0), int(seen.values["of"])
        if self.bound.met(broken, of):
            return None
        allowed = "" if self.bound == NONE else f", {self.bound.words()} promised"
        return Breach(broken, of, self.fault(seen) + allowed)

    def at_most(self) -> str:
        """How a promise ends that allows exceptions."""
        return "" if self.bound == NONE else f" ({self.bound.words()} otherwise)"
