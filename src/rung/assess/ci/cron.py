"""Times that never come: `0 0 31 2 *`, an hour 99."""

from __future__ import annotations

from rung.assess.regex import regex

_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NUMBER = regex(r"\d{1,4}\Z")
_RANGE = regex(r"(\d{1,4})-(\d{1,4})\Z")


def never_comes(cron: str) -> str:
    """Why a cron line of five fields never fires; empty when it may, or when it is of another kind."""
    fields = cron.split()
    if len(fields) != 5:
        return ""
    values = [_values(field, *bounds) for field, bounds in zip(fields, _FIELDS, strict=True)]
    if any(each is not None and not each for each in values):
        return f"`{cron}` names a time that does not exist"
    days, months, weekdays = values[2], values[3], fields[4]
    if days is None or weekdays != "*":
        return ""
    longest = max(_DAYS[month - 1] for month in months or range(1, 13))
    return f"`{cron}` names a day that does not exist" if min(days) > longest else ""


def _values(field: str, lowest: int, highest: int) -> set[int] | None:
    """The numbers of a field that exist; `None` for any, and for what is not made of plain numbers."""
    found: set[int] = set()
    for part in field.split(","):
        span = _RANGE.match(part)
        if span:
            found.update(range(int(span[1]), min(int(span[2]), highest) + 1))
        elif _NUMBER.match(part):
            found.add(int(part))
        else:
            return None
    return {each for each in found if lowest <= each <= highest}
