"""What a check of data against a contract found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Violation(Struct, frozen=True):
    """One rule that is not met."""

    rule: str
    """The id of its kind: `range`."""
    columns: tuple[str, ...]
    """None for what concerns the table as a whole."""
    count: int
    """Rows or values that break it; 1 for what concerns the table as a whole."""
    share: float
    """Of the rows or values that were looked at, 0 to 1."""
    rows: tuple[int, ...]
    """Some of the rows that break it, in order, counted from 1."""
    samples: tuple[Mapping[str, Any], ...]
    """The same rows, whole; values of columns that the contract keeps from view are hidden."""
    sentence: str
    """`distance: 12 of 336,776 values below 0 (first: row 17: -3)`."""
    severity: str
    """As the contract has it; `warning` and `info` stop nothing."""
    line: int
    """Of the contract."""

    @property
    def stops(self) -> bool:
        """Whether the data must not be used."""
        return self.severity.lower() not in ("warning", "info")


class Report(Struct, frozen=True):
    """A contract beside data."""

    contract: str
    """Name of the table."""
    version: str
    """Of the contract."""
    rows: int
    violations: tuple[Violation, ...]
    """In the order of the contract."""
    notes: tuple[str, ...]
    """What a person should know and what breaks nothing: new columns, promises that are not checked."""
    checked: int
    """Rules that were looked at."""
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether the data may be used."""
        return not any(each.stops for each in self.violations)
