"""Which commits of the main line are measured: the last of each period, and the first of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from msgspec import Struct

from rung.assess.tree.commits import RawCommit, RawHistory


class Dated(Struct, frozen=True):
    """A commit of the main line."""

    id: str
    when: datetime
    """When it was committed, in UTC; never before an older commit of the line."""
    title: str


PERIODS: dict[str, Callable[[datetime], object]] = {
    "commit": lambda when: object(),
    "day": lambda when: when.date(),
    "week": lambda when: when.isocalendar()[:2],
    "month": lambda when: (when.year, when.month),
    "quarter": lambda when: (when.year, (when.month - 1) // 3),
    "year": lambda when: when.year,
}
"""What `--every` may be, and what tells two periods apart."""


def main_line(history: RawHistory, since: date | None) -> list[Dated]:
    """The first parents from the newest commit back to `since`, oldest first."""
    by_id = {each.id: each for each in history.commits}
    line: list[RawCommit] = []
    commit: RawCommit | None = history.commits[0] if history.commits else None
    while commit is not None:
        line.append(commit)
        commit = by_id.get(commit.parents[0]) if commit.parents else None
    line.reverse()
    dated: list[Dated] = []
    latest = datetime.min.replace(tzinfo=UTC)
    for each in line:
        # A clock that went wrong does not turn time back.
        latest = max(latest, datetime.fromtimestamp(each.committed, UTC))
        dated.append(Dated(each.id, latest, each.subject))
    return [each for each in dated if since is None or each.when.date() >= since]


def chosen(line: Sequence[Dated], every: str) -> list[int]:
    """Places in the line of the last commit of each period; the first and the newest are always among them."""
    period = PERIODS[every]
    keys = [period(each.when) for each in line]
    last = len(keys) - 1
    return [number for number, key in enumerate(keys) if number in (0, last) or keys[number + 1] != key]
