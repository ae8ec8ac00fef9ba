"""Days as people type them: 2026-08-01, or a length of time such as 90d."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from rung.errors import UsageError
from rung.project.durations import written_days

FIRST, LAST = date(1970, 1, 1), date(2999, 12, 31)
"""Ages are counted back from a day and waits ahead of it, so days near the ends of the calendar cannot be used."""


def today() -> date:
    """The day at Greenwich, as ages are counted."""
    return datetime.now(UTC).date()


def day_or_length(text: str, where: str, *, ahead: bool = False) -> date | None:
    """The day that was typed for the option `where`, or that length of time ago, or ahead; `None` for neither.

    A length of time ends at `FIRST` or `LAST`.

    Raises
    ------
    UsageError
        It is a day before `FIRST` or after `LAST`.
    """
    length = written_days(text)
    return _calendar_day(text, where) if length is None else _away(length if ahead else -length)


def past_day(text: str, where: str) -> date:
    """The day that was typed, or that length of time ago.

    Raises
    ------
    UsageError
        Neither.
    """
    found = day_or_length(text, where)
    if found is None:
        raise UsageError(f"{text!r} is no day", where=where, fix="write it as 2026-08-01 or 90d")
    return found


def as_of_day(text: str | None) -> date | None:
    """The day that was typed for `--as-of`, when one was.

    Raises
    ------
    UsageError
        It is not a day of the calendar.
    """
    if text is None:
        return None
    found = _calendar_day(text, "--as-of")
    if found is None:
        raise UsageError(f"{text!r} is not a date", where="--as-of", fix="write it as 2026-11-23")
    return found


def _calendar_day(text: str, where: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST <= found <= LAST:
        raise UsageError(f"{found} lies outside of {FIRST.year} to {LAST.year}", where=where, fix="give a nearer day")
    return found


def _away(length: float) -> date:
    try:
        found = (datetime.now(UTC) + timedelta(days=length)).date()
    except OverflowError:
        return FIRST if length < 0 else LAST
    return min(max(found, FIRST), LAST)
