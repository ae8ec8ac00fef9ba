"""The time an assessment is made for."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

SKEW = timedelta(days=1)
"""How far ahead another clock may be: what is dated later lies in the future."""


class Clock(Struct, frozen=True):
    """Now, `--as-of DATE`, or the date of the commit in a history. Ages are counted from it."""

    now: datetime
    """Aware."""

    def age_days(self, seen_at: datetime) -> int:
        """Whole days from `seen_at` (aware) until now; 0 for what lies in the future."""
        return max(0, (self.now - seen_at).days)
