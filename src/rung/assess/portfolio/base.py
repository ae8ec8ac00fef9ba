"""The values of a portfolio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from statistics import median

from msgspec import Struct

from rung.assess.score import THRESHOLD
from rung.assess.timeline.base import Point
from rung.domain import Assessment, Capability, Kind, Level, Verdict


class Entry(Struct, frozen=True):
    """One project as `portfolio.yaml` lists it."""

    name: str
    address: str
    """Folder or file address of a clone, absolute."""
    team: str = ""
    owner: str = ""
    records: tuple[str, ...] = ()
    """Files of records, absolute."""
    listed: str = ""
    """How the file calls the repository, where it holds several projects; empty: as this one is called."""


def is_remote(address: str) -> bool:
    """Whether it lies on another machine, which nothing here fetches from."""
    return address.startswith(("http://", "https://", "ssh://", "git://", "git@"))


class Campaign(Struct, frozen=True):
    """Practices that some projects take up together."""

    name: str
    practices: tuple[str, ...]
    start: date
    due: date
    teams: tuple[str, ...] = ()
    """Teams it is for; all when empty."""
    projects: tuple[str, ...] = ()

    def covers(self, entry: Entry) -> bool:
        """Whether a project takes part."""
        if self.projects:
            return (entry.listed or entry.name) in self.projects
        return not self.teams or entry.team in self.teams


class Row(Struct, frozen=True):
    """One project, measured or not."""

    entry: Entry
    assessment: Assessment | None = None
    problem: str = ""
    """Why it could not be measured."""
    before: Point | None = None
    """How it stood at the day that the portfolio is compared with; `None` where there was nothing yet."""
    course: dict[str, dict[date, int]] = {}
    """By campaign: how many of its practices were met at the days since it began."""
    calls: tuple[str, ...] = ()
    """Shared repositories whose files it calls."""
    way: tuple[str, ...] = ()
    """Practices of its plan, in order, once a plan was made."""

    @property
    def counts(self) -> bool:
        """Whether it enters sums and medians: a project proper, and not a template, example or library."""
        return self.assessment is not None and self.assessment.kind is Kind.PROJECT

    @property
    def moved(self) -> float | None:
        """How much the index rose since then."""
        if self.assessment is None or self.before is None:
            return None
        if self.assessment.index is None or self.before.index is None:
            return None
        return self.assessment.index - self.before.index


class Progress(Struct, frozen=True):
    """How far a campaign has come: practices met, over all projects in its scope."""

    campaign: Campaign
    projects: int
    done: int
    """Projects that meet all of its practices."""
    met: int
    total: int
    course: tuple[tuple[date, int], ...] = ()
    """Practices met at some days since it began, oldest first, today last; empty before it begins."""

    @property
    def met_at_start(self) -> int:
        """Practices that were met already on its first day."""
        return self.course[0][1] if self.course else self.met

    @property
    def overdue(self) -> bool:
        """Whether its last day has passed with practices still missing."""
        return bool(self.course) and self.course[-1][0] > self.campaign.due and self.met < self.total

    @property
    def expected(self) -> float:
        """Practices that would be met today, were they taken up evenly from the first day to the last."""
        if not self.course:
            return float(self.met)
        gone = (self.course[-1][0] - self.campaign.start) / max(self.campaign.due - self.campaign.start, timedelta(1))
        return self.met_at_start + (self.total - self.met_at_start) * min(max(gone, 0.0), 1.0)


class SharedUse(Struct, frozen=True):
    """A repository that projects share."""

    name: str
    callers: tuple[str, ...] = ()
    """Names of the projects that call it."""
    problem: str = ""
    """Why it could not be read."""


class Portfolio(Struct, frozen=True):
    """Everything that was measured."""

    name: str
    made_at: date
    rows: tuple[Row, ...]
    """By team, then name."""
    campaigns: tuple[Progress, ...] = ()
    since: date | None = None
    shared: tuple[SharedUse, ...] = ()

    @property
    def teams(self) -> tuple[str, ...]:
        """In alphabetical order; without a name last."""
        return tuple(sorted({row.entry.team for row in self.rows}, key=lambda team: (not team, team.lower())))

    def of_team(self, team: str) -> list[Row]:
        """Its projects."""
        return [row for row in self.rows if row.entry.team == team]

    def improved(self) -> list[Row]:
        """Projects whose index rose by a tenth or more, most first."""
        moved = [row for row in self.rows if (row.moved or 0) >= 0.1]
        return sorted(moved, key=lambda row: -(row.moved or 0))

    def at_risk(self) -> list[Row]:
        """Projects that lost ground or could not be measured, worst first."""
        fallen = sorted((row for row in self.rows if (row.moved or 0) <= -0.1), key=lambda row: row.moved or 0)
        return [*fallen, *(row for row in self.rows if row.problem)]


def middle(rows: Iterable[Row]) -> float | None:
    """The median configured level of the projects proper."""
    levels = [
        row.assessment.configured_level
        for row in rows
        if row.counts and row.assessment and row.assessment.configured_level is not None
    ]
    return float(median(levels)) if levels else None


def capability_level(assessment: Assessment, capability: Capability) -> Level | None:
    """How far one capability has come: every level up to it that asks something of it has its share.

    `None` where nothing of it was found at all.
    """
    row = next((each for each in assessment.profile if each.capability is capability), None)
    asked = [(level, share) for level, share in row.shares if share is not None] if row else []
    if not asked or all(share == 0 for _, share in asked):
        return None
    reached = Level.MANUAL
    for level, share in asked:
        if share < THRESHOLD:
            break
        reached = level
    return reached


def progress(campaign: Campaign, rows: Iterable[Row], today: date) -> Progress:
    """Count a campaign over the projects it is for; what does not apply to one is not asked of it."""
    taking_part = [row for row in rows if campaign.covers(row.entry) and (row.counts or row.assessment is None)]
    asked = {row.entry.name: _asked(campaign, row) for row in taking_part}
    met = {row.entry.name: met_in(campaign, _verdicts(row.assessment)) for row in taking_part}
    courses = [row.course.get(campaign.name, {}) for row in taking_part]
    days = sorted({day for course in courses for day in course})
    course = [(day, sum(each.get(day, 0) for each in courses)) for day in days]
    if campaign.start <= today:
        course.append((today, sum(met.values())))
    return Progress(
        campaign=campaign,
        projects=len(taking_part),
        done=sum(met[name] == asked[name] for name in asked),
        met=sum(met.values()),
        total=sum(asked.values()),
        course=tuple(course),
    )


def _asked(campaign: Campaign, row: Row) -> int:
    verdicts = _verdicts(row.assessment)
    return sum(verdicts.get(practice) is not Verdict.NOT_APPLICABLE for practice in campaign.practices)


def met_in(campaign: Campaign, verdicts: Mapping[str, Verdict]) -> int:
    """How many of its practices are met."""
    return sum(verdicts.get(practice) is Verdict.MET for practice in campaign.practices)


def _verdicts(assessment: Assessment | None) -> dict[str, Verdict]:
    return {each.id: each.verdict for each in assessment.findings} if assessment else {}
