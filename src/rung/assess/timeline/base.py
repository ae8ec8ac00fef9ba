"""The values of a timeline."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from rung.assess.compare import CREDIT
from rung.domain import Assessment, Kind, Level, Verdict


class Point(Struct, frozen=True):
    """How the project stood at one commit, by the clock of that commit."""

    commit: str
    when: datetime
    title: str
    """First line of the commit's message."""
    kind: Kind
    level: Level | None
    """Configured; `None` where no machine learning was found."""
    proven: Level | None
    index: float | None
    verdicts: dict[str, Verdict]
    """By practice."""
    ladder: str
    """Version of the ladder."""

    @classmethod
    def of(cls, assessment: Assessment, when: datetime, title: str) -> Point:
        """What is kept of an assessment."""
        return cls(
            commit=assessment.commit or "",
            when=when,
            title=title,
            kind=assessment.kind,
            level=assessment.configured_level,
            proven=assessment.proven_level,
            index=assessment.index,
            verdicts={each.id: each.verdict for each in assessment.findings},
            ladder=assessment.ladder_version,
        )


class Move(Struct, frozen=True):
    """A rise or fall, and the commit that made it."""

    commit: str
    when: datetime
    title: str
    before: Level | None
    after: Level | None
    gained: tuple[str, ...]
    """Practices that count more than at the commit before, by id."""
    lost: tuple[str, ...]

    @property
    def rises(self) -> bool:
        """Whether the level went up."""
        return (self.after or 0) > (self.before or 0)


class Timeline(Struct, frozen=True):
    """One project over time."""

    project: str
    every: str
    """`commit`, `week`, `month`, `quarter`, `year`."""
    points: tuple[Point, ...]
    """Oldest first; the last one is the commit that was asked for."""
    moves: tuple[Move, ...]
    commits: int
    """Commits on the main line in that time."""
    measured: int
    """How many of them were assessed, now or earlier."""
    shallow: bool = False


def moved(before: Point, after: Point) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Practices that count more, and those that count less, at the second point."""
    old, new = before.verdicts, after.verdicts
    credit = {
        practice: CREDIT.get(new[practice], 0) - CREDIT.get(old[practice], 0) for practice in old.keys() & new.keys()
    }
    gained = sorted(practice for practice, change in credit.items() if change > 0)
    return tuple(gained), tuple(sorted(practice for practice, change in credit.items() if change < 0))
