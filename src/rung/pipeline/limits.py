"""Limits of a step as people write them: `30m`, `4GB`."""

from __future__ import annotations

import re

from rung.project.durations import written_days

_SIZES = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "KI": 2**10, "MI": 2**20, "GI": 2**30, "TI": 2**40}
_SIZE = re.compile(r"^(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>(?:[KMGT]I?)?)B?$", re.IGNORECASE)


def written_seconds(value: object) -> float | None:
    """`30m` is 1800; a bare number is seconds; `None` for what is no length of time, or none at all."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value) if value > 0 else None
    days = written_days(value) if isinstance(value, str) else None
    return round(days * 86_400, 6) or None if days else None


def written_bytes(value: object) -> int | None:
    """`4GB` is four thousand million; `4GiB` is 2³²; `None` for what is no size, or none at all."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    found = _SIZE.match(str(value).strip())
    return int(float(found["number"]) * _SIZES[found["unit"].upper()]) or None if found else None


def size_text(size: float) -> str:
    """`4.1 GB`."""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
