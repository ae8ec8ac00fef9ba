"""Times as git stores them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_MINUTES = 24 * 60


def moment(seconds: int, offset: int = 0) -> datetime:
    """An aware time; `offset` is in minutes east of Greenwich. A time that no calendar holds becomes 1970."""
    zone = timezone(timedelta(minutes=offset)) if offset and abs(offset) < DAY_MINUTES else UTC
    try:
        return datetime.fromtimestamp(seconds, zone)
    except (OverflowError, OSError, ValueError):
        return EPOCH
