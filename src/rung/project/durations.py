"""Lengths of time as people write them in `rung.yaml`."""

from __future__ import annotations

import re

DAYS = {"s": 1 / 86_400, "m": 1 / 1_440, "h": 1 / 24, "d": 1.0, "w": 7.0, "y": 365.0}
WORDS = {"hourly": 1 / 24, "daily": 1.0, "weekly": 7.0, "monthly": 30.0, "quarterly": 91.0, "yearly": 365.0}

WRITTEN = re.compile(r"^(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>[smhdwy])$")


def written_days(text: str) -> float | None:
    """`36h` is 1.5; `None` for what is not a number with a unit."""
    written = WRITTEN.match(text)
    return float(written["number"]) * DAYS[written["unit"]] if written else None


def days(text: str) -> float:
    """`36h` is 1.5; `daily by 06:00` is 1. Text of another form is 0: nothing is known."""
    length = written_days(text)
    return WORDS.get(text.partition(" ")[0].lower(), 0.0) if length is None else length
