"""Numbers that a person would have chosen."""

from __future__ import annotations

import math

CYCLES = ((0, 1), (1, 12), (1, 31), (0, 23), (0, 59))
"""Whole cycles of flags, calendars and clocks: what has shown their end is taken for one of them."""


def readable_range(least: float, most: float, rows: int, *, whole: bool) -> tuple[float, float]:
    """A range around what was seen, with slack for what was not, and with ends that are easy to read.

    The slack is a tenth of the span, more where few rows were seen. A range without negative numbers gets none.
    """
    if whole:
        for first, last in CYCLES:
            if most == last and first <= least <= first + (last - first) // 4:
                return first, last
    share = 0.1 if rows >= 10_000 else 0.25 if rows >= 100 else 0.5
    span = (most - least) or abs(most) or 1.0
    if not math.isfinite(span):
        return least, most
    slack = share * span
    step = 10.0 ** (math.floor(math.log10(span)) - 1)
    step = max(step, 1.0) if whole else step
    if not step or not math.isfinite(step):
        return plain(least), plain(most)
    low, high = _down(least - slack, step), -_down(-(most + slack), step)
    if least >= 0:
        low = max(low, 0.0)
    if most <= 0:
        high = min(high, 0.0)
    # Rounding in binary must never cut off what was seen.
    low, high = min(low, least), max(high, most)
    # At the ends of what a float can hold there is no room for slack.
    return plain(low) if math.isfinite(low) else least, plain(high) if math.isfinite(high) else most


def plain(value: float) -> float:
    """Without a fraction where there is none."""
    return int(value) if math.isfinite(value) and abs(value) < 1e15 and value == value // 1 else value


def _down(value: float, step: float) -> float:
    if not math.isfinite(value):
        return value
    digits = max(0, -math.floor(math.log10(step)))
    return round(math.floor(value / step) * step, digits)


def readable_share(percent: float) -> float | None:
    """At most how many percent may be null, from how many were: twice as many and one more; `None` for most."""
    most = 2 * percent + 1
    return float(math.ceil(most)) if most <= 50 else None


def readable_floor(rows: int) -> int:
    """At least how many rows: half of what was seen, with two digits."""
    half = max(1, rows // 2)
    digits = max(0, len(str(half)) - 2)
    return half - half % int("1" + "0" * digits)
