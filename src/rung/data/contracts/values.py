"""Values of data in sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

LONGEST = 60


def shown(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    """The value of one column, or `a=1, b="x"` of several."""
    if len(columns) == 1:
        return one(row[columns[0]])
    return ", ".join(f"{each}={one(row[each])}" for each in columns)


def number(value: float) -> str:
    """With thousands apart, from five digits on: 336,776 rows, and the year 2013."""
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


def one(value: Any) -> str:
    """A value as JSON has it, cut where it is long."""
    if isinstance(value, datetime | date | time):
        text = value.isoformat()
    elif isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
    elif value is None or isinstance(value, bool):
        text = json.dumps(value)
    else:
        text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
