"""What is known of one contract."""

from __future__ import annotations

from msgspec import Struct

from rung.assess.dataflow.sides import Side
from rung.assess.invocation import By
from rung.domain import Place


class Contract(Struct, frozen=True):
    """One set of expectations about the columns of some data."""

    tool: str
    """`pandera`, `Great Expectations`, `Pydantic`, `a check in code` …"""
    name: str
    """Of the class, suite, file or function."""
    place: Place
    sides: frozenset[Side]
    """Whose input it describes; empty when nothing reads it."""
    fields: int = 0
    """Columns or fields named; 0 when they cannot be counted."""
    rules: int = 0
    """Rules about values: ranges, categories, nulls, uniqueness, patterns. Types are not counted."""
    by: By = By.NOBODY
    """Who reaches the code that uses it; `NOBODY` for a file that only a tool reads."""
    open: bool = False
    """It lets anything pass: features as `dict` or `Any`."""
    broken: str = ""
    """Why it says nothing: `rules written as default values`, `the sample of a tutorial`."""

    @property
    def counts(self) -> bool:
        """It names fields or rules of data that something reads."""
        return bool(self.sides) and not self.open and not self.broken and bool(self.fields or self.rules)
