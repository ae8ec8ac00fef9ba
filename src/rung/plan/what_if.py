"""Which level would result, were some practices met."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.score import Score, weigh
from rung.domain import Assessment, Finding, Strength, Verdict
from rung.errors import UsageError


class WhatIf(Struct, frozen=True):
    """The readings now, and as they would be."""

    practices: tuple[str, ...]
    now: Assessment
    then: Score


def what_if(assessment: Assessment, practices: Iterable[str]) -> WhatIf:
    """The readings with these practices met and shown as they ask for.

    Raises
    ------
    UsageError
        A practice is not on this ladder.
    """
    wanted = tuple(dict.fromkeys(practices))
    known = {each.id for each in assessment.findings}
    for practice in wanted:
        if practice not in known:
            raise UsageError(f"no practice is called {practice}", fix="list them all: rung explain")
    findings = [met(each) if each.id in wanted else each for each in assessment.findings]
    return WhatIf(wanted, assessment, weigh(findings, kind=assessment.kind))


def met(finding: Finding) -> Finding:
    """The finding as it will read once the practice stands."""
    strength = max(finding.strength, finding.card.min_strength, Strength.FOUND)
    return replace(finding, verdict=Verdict.MET, holds=True, strength=strength, waiver=None, underlying=None)
