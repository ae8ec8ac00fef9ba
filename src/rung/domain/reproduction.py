"""One attempt to make a version again from what is recorded of it, and what came of it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Compared(Struct, frozen=True):
    """One figure, as it was recorded and as it came out again."""

    name: str
    """A metric, or `predictions`: the largest difference of any row."""
    recorded: float
    again: float
    tolerance: float
    """Largest absolute difference that counts as the same."""

    @property
    def ok(self) -> bool:
        """The same, within the tolerance; what is not a number never is."""
        return abs(self.recorded - self.again) <= self.tolerance


class Reproduction(Struct, frozen=True, kw_only=True):
    """One attempt to make a version again."""

    model: str
    version: int
    at: datetime
    """Aware."""
    by: str
    ok: bool
    compared: tuple[Compared, ...] = ()
    same_files: bool = False
    """Whether even the bits are the same."""
    rows: int | None = None
    """Predictions that were compared."""
    seconds: float | None = None
    why: str = ""
    """Why it could not be made again, or what differs; a sentence without a full stop."""
