"""Which level would result, were some practices met."""

from __future__ import annotations

import difflib
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
        None is named, or one is not on this ladder.
    """
    wanted = tuple(dict.fromkeys(practices))
    if not wanted:
        raise UsageError("no practice is named", where="--if", fix="rung plan --if model-card,data-contract")
    known = {each.id for each in assessment.findings}
    for practice in wanted:
        if practice not in known:
            near = difflib.get_close_matches(practice, known, n=1, cutoff=0.5)
            fix = f"did you mean {near[0]}?" if near else "rung explain lists every practice"
            raise UsageError(f"there is no practice {practice}", fix=fix)
    findings = [met(each) if each.id in wanted else each for each in assessment.findings]
    return WhatIf(wanted, assessment, weigh(findings, kind=assessment.kind))


def met(finding: Finding) -> Finding:
    """The finding as it will read once the practice stands."""
    strength = max(finding.strength, finding.card.min_strength, Strength.FOUND)
    return replace(finding, verdict=Verdict.MET, holds=True, strength=strength, waiver=None, underlying=None)
