"""The whole gate: thresholds, waivers, and the ratchet with the commit that broke each thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from rung.assess.gate.baseline import Baseline, Stand
from rung.assess.gate.before import Before, Pair
from rung.assess.gate.blame import Blame
from rung.assess.gate.facts import Fact, GateReport
from rung.assess.gate.kinds import kind_changed, kind_lost
from rung.assess.gate.ratchet import Outcome, against_base, against_baseline
from rung.assess.gate.surroundings import facts_of_baseline, facts_of_change, projects_missing
from rung.assess.gate.thresholds import below_index, below_level, expired_waivers, long_waivers
from rung.assess.report.text import readable
from rung.domain import Assessment, Kind, Level


class Asked(Struct, frozen=True):
    """What the gate is asked to hold."""

    min_level: Level | None = None
    min_index: float | None = None
    baseline: Baseline | None = None
    before: Before | None = None
    shallow_fix: str | None = None
    """What to do about a shallow clone; `None` when the history is whole."""


class Found(Struct):
    """What has been found so far."""

    failures: list[Fact]
    warnings: list[Fact]
    passed: list[str]

    def held(self, what: str, facts: Sequence[Fact]) -> None:
        """Something that was asked for: met, or failed by these facts."""
        self.failures += facts
        self.passed += [] if facts else [what]


def judge(head: Sequence[Assessment], asked: Asked) -> GateReport:
    """Every fact that fails the gate, and every one worth knowing, in the order of the projects."""
    found = Found([], [], [])
    levelled = _levelled(head)
    if asked.min_level is not None:
        found.held(f"level at least {asked.min_level.value}", list(below_level(levelled, asked.min_level)))
    if asked.min_index is not None:
        found.held(f"index at least {asked.min_index:g}", list(below_index(levelled, asked.min_index)))
    found.failures += expired_waivers(head)
    found.warnings += long_waivers(head)
    if asked.shallow_fix:
        found.warnings.append(Fact("shallow clone: what lies before its oldest commit is unknown", asked.shallow_fix))
    if asked.before:
        _against_before(asked.before, asked.baseline, found)
    elif asked.baseline:
        _against_file(head, asked.baseline, found)
    if asked.baseline:
        found.warnings += facts_of_baseline(head, asked.baseline)
    return GateReport(tuple(found.failures), tuple(found.warnings), tuple(found.passed))


def _levelled(head: Sequence[Assessment]) -> Sequence[Assessment]:
    """What a threshold is asked of: in a monorepo the parts that are not ML have no level to fall short of."""
    return [each for each in head if each.kind is not Kind.NOT_ML] or head


def _against_before(before: Before, listed: Baseline | None, found: Found) -> None:
    failed, warned = facts_of_change(before)
    found.warnings += warned
    blame = Blame(before)
    answered = 0
    for pair in before.pairs:
        outcome = _outcome(pair, listed, before)
        failed += [kind_lost(pair, blame)] if _ml_lost(pair) else []
        failed += [blame.fact(loss) for loss in outcome.losses]
        found.warnings += [*kind_changed(pair), *outcome.warnings]
        answered += outcome.answered
    found.held(_nothing_lost(answered) if before.pairs else "no project before this change, so nothing lost", failed)


def _outcome(pair: Pair, listed: Baseline | None, before: Before) -> Outcome:
    return against_base(pair.head, pair.base, _stands(listed, pair.head.path), _stands(before.baseline, pair.base.path))


def _ml_lost(pair: Pair) -> bool:
    return pair.head.kind is Kind.NOT_ML and pair.base.kind is not Kind.NOT_ML


def _against_file(head: Sequence[Assessment], listed: Baseline, found: Found) -> None:
    """Without a change to look at the file decides, unless it was written by another ladder."""
    same_ladder = listed.ladder_version == head[0].ladder_version
    failed = list(projects_missing(head, listed))
    answered = 0
    for each in head:
        outcome = against_baseline(each, _stands(listed, each.path), same_ladder=same_ladder)
        failed += [loss.fact() for loss in outcome.losses]
        found.warnings += outcome.warnings
        answered += outcome.answered
    if same_ladder:
        found.held(_nothing_lost(answered), failed)
    else:
        found.warnings += failed
        found.passed.append("nothing compared, because the baseline is of another ladder")


def _nothing_lost(answered: int) -> str:
    return "nothing lost that nobody answers for" if answered else "nothing lost"


def _stands(baseline: Baseline | None, path: str) -> Mapping[str, Stand]:
    return baseline.projects.get(readable(path), {}) if baseline else {}
