"""What is known of one check of data."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from rung.assess.dataflow.sides import Side
from rung.assess.invocation import By
from rung.domain import Place


class Depth(IntEnum):
    """How much of the data a check looks at."""

    ROWS = 1
    """Only that there are rows."""
    STRUCTURE = 2
    """Columns and types."""
    VALUES = 3
    """Ranges, categories, nulls, duplicates, distributions."""


class Check(Struct, frozen=True):
    """One place where data is checked."""

    tool: str
    """`pandera`, `Great Expectations`, `a check in code`, `dbt tests` …"""
    what: str
    """The call, function, command or step."""
    place: Place
    by: By
    before: frozenset[Side]
    """TRAINING: passed before a model is fitted; SERVING: before a request or a batch is scored."""
    depth: Depth
    on_purpose: bool = True
    """A check by its tool or its name, and not a guard inside another function."""
    why_not: str = ""
    """Why it cannot stop the run: `its error is caught in load()`; empty when it can."""

    @property
    def stops(self) -> bool:
        """Its failure ends the run that it stands in."""
        return not self.why_not
