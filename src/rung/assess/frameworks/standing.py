"""How much of what a criterion asks for the evidence supports."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from rung.assess.frameworks.base import Criterion, Framework
from rung.domain import Assessment, Finding, Verdict

_HELD = (Verdict.MET, Verdict.PARTIAL)


class Support(StrEnum):
    """What an assessment has to say about a criterion: never whether it is satisfied."""

    EVIDENCE = "evidence"
    """Every practice behind it is met."""
    SOME = "some evidence"
    """At least one is met or partial."""
    UNSEEN = "cannot be seen"
    """None is met or partial, and at least one cannot be judged from here."""
    NONE = "no evidence"
    """None is met, partial or unknown."""
    ELSEWHERE = "outside a repository"
    """No practice speaks of it, or those that do do not apply here."""


class Standing(Struct, frozen=True):
    """One criterion with the findings that speak of it."""

    criterion: Criterion
    support: Support
    findings: tuple[Finding, ...]
    """In the order in which the criterion names its practices; those that are not on this ladder are left out."""


def standings(framework: type[Framework], assessment: Assessment) -> list[Standing]:
    """Every criterion of the framework, in its order."""
    by_id = {each.id: each for each in assessment.findings}
    return [_standing(each, [by_id[id] for id in each.practices if id in by_id]) for each in framework.criteria()]


def _standing(criterion: Criterion, findings: Sequence[Finding]) -> Standing:
    return Standing(criterion, _support(findings), tuple(findings))


def _support(findings: Sequence[Finding]) -> Support:
    verdicts = [each.verdict for each in findings if each.verdict is not Verdict.NOT_APPLICABLE]
    if not verdicts:
        return Support.ELSEWHERE
    if all(each is Verdict.MET for each in verdicts):
        return Support.EVIDENCE
    if any(each in _HELD for each in verdicts):
        return Support.SOME
    return Support.UNSEEN if Verdict.UNKNOWN in verdicts else Support.NONE
