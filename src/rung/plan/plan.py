"""The plan: the shortest path to the next level, what else is missing there, and what only has to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from rung.assess.report.gaps import SHOWN, WORK, next_level, target_reached, to_prove
from rung.assess.score import ROOT_PRACTICE, THRESHOLD, weigh
from rung.domain import Assessment, Finding, Kind, Level, PracticeCard, Strength, Verdict, WaitsFor
from rung.plan.order import AUTOMATION, FOUNDATION, cheapest, gain, in_order, leans_on
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
    share_before: float
    """The share of the practice's level before this step, with all steps before it done."""
    share_after: float
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
    def today(self) -> tuple[Step, ...]:
        """The steps that work alone takes; they come first."""
        return tuple(each for each in self.steps if each.kind is StepKind.TODAY)

    @property
    def later(self) -> tuple[Step, ...]:
        """The steps that wait for time or for other people, and what leans on them."""
        return tuple(each for each in self.steps if each.kind is not StepKind.TODAY)

    @property
    def reaches(self) -> bool:
        """Whether the steps are enough for the goal."""
        return bool(self.goal and self.steps and self.steps[-1].level_after >= self.goal)


def way_of(assessment: Assessment | None, today: date) -> tuple[str, ...]:
    """The practices of the plan in its order; none where there is no plan."""
    if assessment is None:
        return ()
    return tuple(step.finding.id for step in make_plan(assessment, today=today).steps)


def make_plan(assessment: Assessment, *, today: date) -> Plan:
    """The plan from where the assessment stands to the level above, or to the owner's target. Pure."""
    if stopped := _stopped(assessment):
        return Plan(assessment, None, stopped, (), (), (), (), _prove(assessment, today))
    goal = next_level(assessment)
    assert goal is not None  # `_stopped` has covered it
    gaps = {each.id: each for each in assessment.findings if each.card.gating and each.verdict in WORK}
    unseen, skipped = _at(assessment, goal, Verdict.UNKNOWN), _at(assessment, goal, Verdict.WAIVED)
    path = _path(assessment, goal, gaps)
    if _lack(assessment, goal) > sum(gain(gaps[each]) for each in path if gaps[each].card.level is goal) + 1e-9:
        gaps |= {each.id: each for each in unseen}
        path = _path(assessment, goal, gaps)
    if not path:
        return Plan(
            assessment, goal, _nothing_left(assessment, goal), (), (), unseen, skipped, _prove(assessment, today)
        )
    steps = _steps(assessment, [gaps[each] for each in path], today)
    return Plan(
        assessment=assessment,
        goal=goal,
        stopped=None,
        steps=steps,
        also=tuple(each for each in gaps.values() if each.card.level is goal and each.id not in path),
        unseen=tuple(each for each in unseen if each.id not in path),
        skipped=skipped,
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


def _nothing_left(assessment: Assessment, goal: Level) -> str:
    waived = [each for each in assessment.findings if each.card.gating and each.verdict is Verdict.WAIVED]
    named = [each.id for each in waived if each.id in FOUNDATION or each.card.level is goal]
    return f"only waived practices stand before level {goal.value}: {', '.join(named)}"


def _at(assessment: Assessment, level: Level, verdict: Verdict) -> tuple[Finding, ...]:
    found = [each for each in assessment.findings if each.card.gating and each.card.level is level]
    return tuple(each for each in found if each.verdict is verdict)


def _lack(assessment: Assessment, goal: Level) -> float:
    """Practices met that the goal still asks for; partial ones are halves."""
    share = next(each for each in assessment.shares if each.level is goal)
    return max(0.0, (THRESHOLD - share.value) * share.applicable)


def _path(assessment: Assessment, goal: Level, gaps: dict[str, Finding]) -> list[str]:
    required = [each for each in FOUNDATION if each in gaps and gaps[each].verdict is Verdict.UNMET]
    if goal is Level.REPEATABLE and ROOT_PRACTICE in gaps:
        required.append(ROOT_PRACTICE)  # half of the code is no base for the rest: it may be the half that trains
    automate = goal is Level.AUTOMATED
    if automate:
        required += [each for each in AUTOMATION if each in gaps]
    candidates = [each.id for each in gaps.values() if each.card.level is goal]
    chosen = cheapest(candidates, required, gaps, goal, _lack(assessment, goal))
    cards = {each.id: each.card for each in assessment.findings}
    ordered = in_order(chosen, gaps, cards, automation_first=automate)
    waiting = _waiting(ordered, cards)
    return sorted(ordered, key=lambda each: each in waiting)  # stable: what needs what stays in order


def _waiting(ordered: Sequence[str], cards: Mapping[str, PracticeCard]) -> dict[str, StepKind]:
    """What does not stand today, however much is worked: what waits itself, and what leans on it."""
    waiting: dict[str, StepKind] = {}
    for practice in ordered:
        kind = kind_of(cards[practice])
        behind = [waiting[need] for need in leans_on(practice, cards) if need in waiting]
        if kind is not StepKind.TODAY or behind:
            waiting[practice] = kind if kind is not StepKind.TODAY else min(behind)
    return waiting


def _steps(assessment: Assessment, path: Sequence[Finding], today: date) -> tuple[Step, ...]:
    cards = {each.id: each.card for each in assessment.findings}
    waiting = _waiting([each.id for each in path], cards)
    done: set[str] = set()
    ready: dict[str, date] = {}
    shares = {each.level: each.value for each in assessment.shares}
    steps = []
    for finding in path:
        done.add(finding.id)
        score = weigh([met(each) if each.id in done else each for each in assessment.findings], kind=assessment.kind)
        after = max((ready[each] for each in leans_on(finding.id, cards) if each in ready), default=today)
        ready[finding.id] = after + timedelta(days=finding.card.wait_days)
        level = finding.card.level
        reached = {each.level: each.value for each in score.shares}
        steps.append(
            Step(
                finding=finding,
                kind=waiting.get(finding.id, StepKind.TODAY),
                earliest=ready[finding.id],
                unlocks=tuple(each.id for each in assessment.findings if _waits_for(each, finding)),
                share_before=shares[level],
                share_after=reached[level],
                index_after=score.index or 1.0,
                level_after=score.configured_level or Level.MANUAL,
            )
        )
        shares = reached
    return tuple(steps)


def _waits_for(other: Finding, finding: Finding) -> bool:
    return other.verdict in SHOWN and finding.id in other.card.needs


def kind_of(card: PracticeCard) -> StepKind:
    """Whether work alone makes it met: records that prove it come later and are another matter."""
    if card.waits_for is WaitsFor.PEOPLE and (card.wait_days or card.min_strength is Strength.ATTESTED):
        return StepKind.PEOPLE
    return StepKind.TIME if card.wait_days else StepKind.TODAY


def _prove(assessment: Assessment, today: date) -> tuple[Step, ...]:
    """What stands up to the configured level and is not yet shown to work."""
    if assessment.configured_level is None or assessment.index is None:
        return ()
    weak = [each for each in to_prove(assessment, assessment.configured_level) if each.verdict is Verdict.MET]
    shares = {each.level: each.value for each in assessment.shares}
    return tuple(
        Step(
            finding=each,
            kind=_proof_kind(each),
            earliest=today + timedelta(days=0 if _proof_kind(each) is StepKind.TODAY else RECORD_DAYS),
            unlocks=(),
            share_before=shares[each.card.level],
            share_after=shares[each.card.level],
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
