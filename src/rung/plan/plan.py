"""The plan: the shortest path to the next level, what else is missing there, and what only has to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from rung.assess.report.gaps import SHOWN, WORK, next_level, target_reached, to_prove
from rung.assess.score import THRESHOLD, weigh
from rung.domain import Assessment, Finding, Kind, Level, Strength, Verdict, WaitsFor
from rung.plan.order import AUTOMATION, FOUNDATION, cheapest, gain, in_order, missing_needs
from rung.plan.what_if import met

RECORD_DAYS = 21
"""Records of three weekly cycles: fewer are an event, not a practice."""


class StepKind(StrEnum):
    """What a step needs besides work."""

    TODAY = "today"
    TIME = "time"
    """Records must accumulate."""
    PEOPLE = "people"
    """Somebody other than the author has to act."""


class Step(Struct, frozen=True):
    """One practice to take up, or to show."""

    finding: Finding
    kind: StepKind
    earliest: date
    """When it can stand, were the work done today."""
    unlocks: tuple[str, ...]
    """Unfinished practices that name this one among their needs."""
    index_after: float
    """The index once this step and all before it are done."""
    level_after: Level
    """The configured level then."""


class Plan(Struct, frozen=True):
    """What to do next, for one project."""

    assessment: Assessment
    goal: Level | None
    """The level that `steps` lead to; `None` where there is nowhere to go, and `stopped` says why."""
    stopped: str | None
    steps: tuple[Step, ...]
    """The path, in an order in which each can be taken."""
    also: tuple[Finding, ...]
    """Missing at the same level, and not needed to reach it."""
    unseen: tuple[Finding, ...]
    """Cannot be seen from here: showing them may be shorter than any step."""
    skipped: tuple[Finding, ...]
    """Waived by their owner: they stay in the share, and are not asked for."""
    prove: tuple[Step, ...]
    """Set up at this level or below, and not yet shown: records or a drill."""

    @property
    def reaches(self) -> bool:
        """Whether the steps are enough for the goal."""
        return bool(self.goal and self.steps and self.steps[-1].level_after >= self.goal)


def make_plan(assessment: Assessment, *, today: date) -> Plan:
    """The plan from where the assessment stands to the level above, or to the owner's target. Pure."""
    if stopped := _stopped(assessment):
        return Plan(assessment, None, stopped, (), (), (), (), _prove(assessment, today))
    goal = next_level(assessment)
    assert goal is not None  # `_stopped` has covered it
    gaps = {each.id: each for each in assessment.findings if each.card.gating and each.verdict in WORK}
    unseen = _at(assessment, goal, Verdict.UNKNOWN)
    path = _path(assessment, goal, gaps)
    if _lack(assessment, goal) > sum(gain(gaps[each]) for each in path if gaps[each].card.level is goal) + 1e-9:
        gaps |= {each.id: each for each in unseen}
        path = _path(assessment, goal, gaps)
    steps = _steps(assessment, [gaps[each] for each in path], gaps, today)
    return Plan(
        assessment=assessment,
        goal=goal,
        stopped=None,
        steps=steps,
        also=tuple(each for each in gaps.values() if each.card.level is goal and each.id not in path),
        unseen=tuple(each for each in unseen if each.id not in path),
        skipped=_at(assessment, goal, Verdict.WAIVED),
        prove=_prove(assessment, today),
    )


def _stopped(assessment: Assessment) -> str | None:
    """Why there is nothing to plan, if so."""
    if assessment.kind is Kind.NOT_ML or assessment.configured_level is None:
        return f"not an ML project, nothing to plan ({assessment.kind_because})"
    if assessment.configured_level is Level.OPTIMIZED:
        return "level 5 reached: what is left is to keep it proven"
    if target_reached(assessment):
        reason = f": {assessment.target_reason}" if assessment.target_reason else ""
        return f"target {assessment.target.value} reached{reason}"
    return None


def _at(assessment: Assessment, level: Level, verdict: Verdict) -> tuple[Finding, ...]:
    found = [each for each in assessment.findings if each.card.gating and each.card.level is level]
    return tuple(each for each in found if each.verdict is verdict)


def _lack(assessment: Assessment, goal: Level) -> float:
    """Practices met that the goal still asks for; partial ones are halves."""
    share = next(each for each in assessment.shares if each.level is goal)
    return max(0.0, (THRESHOLD - share.value) * share.applicable)


def _path(assessment: Assessment, goal: Level, gaps: dict[str, Finding]) -> list[str]:
    required = [each for each in FOUNDATION if each in gaps and gaps[each].verdict is Verdict.UNMET]
    automate = goal is Level.AUTOMATED
    if automate:
        required += [each for each in AUTOMATION if each in gaps]
    candidates = [each.id for each in gaps.values() if each.card.level is goal]
    chosen = cheapest(candidates, required, gaps, goal, _lack(assessment, goal))
    return in_order(chosen, gaps, automation_first=automate)


def _steps(assessment: Assessment, path: Sequence[Finding], gaps: dict[str, Finding], today: date) -> tuple[Step, ...]:
    done: set[str] = set()
    ready: dict[str, date] = {}
    steps = []
    for finding in path:
        done.add(finding.id)
        score = weigh([met(each) if each.id in done else each for each in assessment.findings], kind=assessment.kind)
        kind = kind_of(finding)
        after = max((ready[each] for each in missing_needs(finding, gaps) if each in ready), default=today)
        ready[finding.id] = after + timedelta(days=wait_days(finding))
        steps.append(
            Step(
                finding=finding,
                kind=kind,
                earliest=ready[finding.id],
                unlocks=tuple(each.id for each in assessment.findings if _waits_for(each, finding)),
                index_after=score.index or 1.0,
                level_after=score.configured_level or Level.MANUAL,
            )
        )
    return tuple(steps)


def _waits_for(other: Finding, finding: Finding) -> bool:
    return other.verdict in SHOWN and finding.id in other.card.needs


def kind_of(finding: Finding) -> StepKind:
    """Whether work alone is enough."""
    if finding.card.waits_for is WaitsFor.PEOPLE:
        return StepKind.PEOPLE
    return StepKind.TIME if finding.card.waits_for is WaitsFor.TIME else StepKind.TODAY


def wait_days(finding: Finding) -> int:
    """Days that pass before the practice can stand, however fast the work is done."""
    return 0 if kind_of(finding) is StepKind.TODAY else RECORD_DAYS


def _prove(assessment: Assessment, today: date) -> tuple[Step, ...]:
    """What stands up to the configured level and is not yet shown to work."""
    if assessment.configured_level is None or assessment.index is None:
        return ()
    weak = [each for each in to_prove(assessment, assessment.configured_level) if each.verdict is Verdict.MET]
    return tuple(
        Step(
            finding=each,
            kind=_proof_kind(each),
            earliest=today + timedelta(days=0 if _proof_kind(each) is StepKind.TODAY else RECORD_DAYS),
            unlocks=(),
            index_after=assessment.index,
            level_after=assessment.configured_level,
        )
        for each in weak
    )


def _proof_kind(finding: Finding) -> StepKind:
    """A drill can be run today; records take their time."""
    if finding.card.waits_for is WaitsFor.PEOPLE:
        return StepKind.PEOPLE
    drill = finding.card.min_strength is Strength.PROVEN and finding.card.waits_for is WaitsFor.NOTHING
    return StepKind.TODAY if drill else StepKind.TIME
