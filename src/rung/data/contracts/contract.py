"""What a table promises."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from rung.data.contracts.comments import Note
from rung.data.contracts.rules.base import Rule


class Contract(Struct, frozen=True):
    """A contract of the Open Data Contract Standard, and the rules that follow from it."""

    name: str
    """Of the table."""
    version: str
    """Of the contract, as its owner counts."""
    columns: dict[str, str | None]
    """Logical type by column, in the order of the contract; `None` where no type is promised."""
    rules: tuple[Rule, ...]
    unchecked: tuple[str, ...]
    """Promises that are kept in the file and that nobody checks here, each a sentence."""
    hidden: frozenset[str]
    """Columns whose values are never shown, by their classification."""
    zoned: frozenset[str]
    """Timestamps with a time zone."""
    document: dict[str, Any]
    """All that was written, interpreted or not."""
    notes: dict[str, Note]
    """Comments, by the path of what they stand at."""
