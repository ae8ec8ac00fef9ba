"""From findings to levels: shares, configured and proven level, index, profile, hollow list. Pure.

The readings stand beside each other and are never averaged into one. A level is configured when every level up
to it has at least 60 % of its applicable gating practices met (partial counts half, unknown and waived nothing);
it is proven when every one of them holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from rung.assess.clock import Clock
from rung.assess.findings import SILENT, STEADY, Rhythm, Spoken, find, spoken_notes
from rung.domain import Capability, Finding, Judgement, Kind, Level, PracticeCard, Share, Verdict, WaitsFor
from rung.domain.assessment import CapabilityShare, Hollow, Note
from rung.domain.level import FLOOR, JUDGED_LEVELS

THRESHOLD = 0.6
"""The share that every level up to the configured one has; fitted on 22 repositories read file by file."""

ROOT_PRACTICE = "code-in-version-control"
"""Without history nothing else can be trusted to stay: unmet, it keeps the project on the floor."""


class Score(Struct, frozen=True):
    """Everything that follows from the judgements; the fields are those of `Assessment`."""

    findings: tuple[Finding, ...]
    shares: tuple[Share, ...]
    profile: tuple[CapabilityShare, ...]
    configured_level: Level | None
    up_to: Level | None
    proven_level: Level | None
    index: float | None
    hollow: tuple[Hollow, ...]
    coverage: float
    waiting: tuple[str, ...]
    proven_but_for_waiting: Level | None
    notes: tuple[Note, ...]


def score(
    judged: Iterable[tuple[PracticeCard, Judgement]],
    *,
    kind: Kind,
    clock: Clock,
    rhythm: Rhythm = STEADY,
    spoken: Spoken = SILENT,
) -> Score:
    """Weigh the judgements of one project. The order of `judged` changes nothing but the order of the findings."""
    findings = tuple(find(card, each, clock=clock, rhythm=rhythm, spoken=spoken) for card, each in judged)
    return weigh(findings, kind=kind, notes=spoken_notes(findings, spoken, clock))


def weigh(findings: Sequence[Finding], *, kind: Kind, notes: Iterable[Note] = ()) -> Score:
    """The readings over findings that are already made: what `rung plan --if` asks about a future."""
    findings = tuple(findings)
    counting = [finding for finding in findings if finding.card.gating]
    coverage = _coverage(counting)
    if kind is Kind.NOT_ML:
        return Score(findings, (), (), None, None, None, None, (), coverage, (), None, tuple(notes))
    shares = tuple(_share(level, counting) for level in JUDGED_LEVELS)
    rooted = not any(each.id == ROOT_PRACTICE and _evidence(each) is Verdict.UNMET for each in counting)
    waiting = tuple(each.id for each in counting if _waits(each))
    return Score(
        findings=findings,
        shares=shares,
        profile=_profile(counting),
        configured_level=_climb(lambda level: rooted and shares[level - 2].value >= THRESHOLD),
        up_to=_climb(lambda level: rooted and shares[level - 2].at_best >= THRESHOLD),
        proven_level=_proven(counting),
        index=1 + sum(share.value for share in shares),
        hollow=_hollow(counting),
        coverage=coverage,
        waiting=waiting,
        proven_but_for_waiting=_proven([each for each in counting if each.id not in waiting]),
        notes=tuple(notes),
    )


def _evidence(finding: Finding) -> Verdict:
    """What the evidence said, with or without a waiver."""
    return finding.underlying or finding.verdict


def _climb(stands: Callable[[Level], bool]) -> Level:
    reached = FLOOR
    for level in JUDGED_LEVELS:
        if not stands(level):
            break
        reached = level
    return reached


def _applicable(findings: Iterable[Finding], level: Level) -> list[Finding]:
    return [each for each in findings if each.card.level is level and each.verdict is not Verdict.NOT_APPLICABLE]


def _share(level: Level, counting: Iterable[Finding]) -> Share:
    verdicts = [each.verdict for each in _applicable(counting, level)]
    return Share(
        level=level,
        met=verdicts.count(Verdict.MET),
        partial=verdicts.count(Verdict.PARTIAL),
        applicable=len(verdicts),
        unknown=verdicts.count(Verdict.UNKNOWN),
    )


def _profile(counting: Sequence[Finding]) -> tuple[CapabilityShare, ...]:
    rows = []
    for capability in Capability:
        own = [each for each in counting if each.card.capability is capability]
        cells = [_share(level, own) for level in JUDGED_LEVELS]
        shares = tuple((cell.level, cell.value if cell.applicable else None) for cell in cells)
        rows.append(CapabilityShare(capability, shares))
    return tuple(rows)


def _proven(counting: Sequence[Finding]) -> Level:
    return _climb(lambda level: all(each.holds for each in _applicable(counting, level)))


def _waits(finding: Finding) -> bool:
    """Nothing is left to build: records must accumulate, or somebody else has to act."""
    if finding.holds or finding.verdict is Verdict.NOT_APPLICABLE:
        return False
    waits_for = finding.card.waits_for
    return waits_for is WaitsFor.PEOPLE or (waits_for is WaitsFor.TIME and finding.verdict is Verdict.MET)


def _coverage(counting: Sequence[Finding]) -> float:
    if not counting:
        return 0.0
    return sum(_evidence(each) is not Verdict.UNKNOWN for each in counting) / len(counting)


def _hollow(counting: Sequence[Finding]) -> tuple[Hollow, ...]:
    missing = {each.id: each.card.level for each in counting if _evidence(each) is Verdict.UNMET}
    return tuple(
        Hollow(each.id, each.card.level, need, missing[need], each.card.pitfall)
        for each in counting
        if each.verdict is Verdict.MET
        for need in each.card.needs
        if need in missing and missing[need] < each.card.level
    )
