"""Which practices are missing, and which of them to look at first."""

from __future__ import annotations

from collections import Counter

from rung.domain import Assessment, Effort, Finding, Level, Verdict

WORK = (Verdict.UNMET, Verdict.PARTIAL)
"""Verdicts that somebody can change by working."""

SHOWN = (*WORK, Verdict.UNKNOWN)
"""Verdicts that are listed as missing."""

COST = {Effort.HOURS: 1.0, Effort.DAYS: 3.0, Effort.WEEKS: 10.0}
"""Relative cost of an effort; only the order matters."""


def next_level(assessment: Assessment) -> Level | None:
    """The level above the configured one; `None` at the top and where no level is given."""
    if assessment.configured_level is None or assessment.configured_level is Level.OPTIMIZED:
        return None
    return Level(assessment.configured_level + 1)


def next_proven(assessment: Assessment) -> Level | None:
    """The level above the proven one; `None` at the top, at the owner's target, and where no level is given."""
    if assessment.proven_level is None or assessment.proven_level >= assessment.target:
        return None
    return Level(assessment.proven_level + 1)


def target_reached(assessment: Assessment) -> bool:
    """Whether the project stands where its owner wants it to stand."""
    return assessment.configured_level is not None and assessment.configured_level >= assessment.target


def gaps_at(assessment: Assessment, level: Level) -> list[Finding]:
    """Gating practices of one level without a pass, most useful first, those that cannot be seen last."""
    found = [each for each in assessment.findings if each.card.level is level and each.card.gating]
    return _most_useful(assessment, [each for each in found if each.verdict in SHOWN])


def gaps_to_next(assessment: Assessment) -> list[Finding]:
    """Gaps of the next level; version control comes along when its absence holds everything at level 1."""
    level = next_level(assessment)
    return gaps_at(assessment, level) if level else []


def to_prove(assessment: Assessment, level: Level) -> list[Finding]:
    """Gating practices up to this level that do not hold: first what is set up already, then what is missing."""
    found = [each for each in assessment.findings if each.card.gating and each.card.level <= level and not each.holds]
    weak = [each for each in found if each.verdict is Verdict.MET]
    return _most_useful(assessment, weak) + _most_useful(assessment, [each for each in found if each.verdict in SHOWN])


def unlocks(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """By practice: the unfinished practices that name it among their needs."""
    waiting: dict[str, list[str]] = {}
    for each in assessment.findings:
        if each.verdict in SHOWN:
            for need in each.card.needs:
                waiting.setdefault(need, []).append(each.id)
    return {need: tuple(ids) for need, ids in waiting.items()}


def _most_useful(assessment: Assessment, found: list[Finding]) -> list[Finding]:
    """First what others wait for, then what costs least; a thing half done costs half."""
    waiting = Counter({need: len(ids) for need, ids in unlocks(assessment).items()})
    gaps = {each.id for each in found}

    def rank(each: Finding) -> tuple[bool, int, int, float]:
        blocked = sum(need in gaps for need in each.card.needs)
        half = 0.5 if each.verdict is Verdict.PARTIAL else 1.0
        return (each.verdict is Verdict.UNKNOWN, blocked, -waiting[each.id], COST[each.card.effort] * half)

    return sorted(found, key=rank)
