"""The whole gate: thresholds, waivers, and the ratchet with the commit that broke each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from rung.assess.gate.baseline import Baseline, Stand
from rung.assess.gate.blame import first_bad
from rung.assess.gate.facts import Fact, GateReport
from rung.assess.gate.ratchet import RANK, TIGHTEN, Loss, against_base, against_baseline, evidence
from rung.assess.gate.thresholds import below_index, below_level, expired_waivers
from rung.assess.report.text import readable
from rung.domain import Assessment, Kind, Level

Measure = Callable[[str], Sequence[Assessment]]
"""Assess every project at a commit, by the clock of the head; empty where there is nothing to read."""


class Before(Struct, frozen=True):
    """The state a change is compared with."""

    assessments: Sequence[Assessment]
    baseline: Baseline | None
    """The baseline file as it was there."""
    commits: Sequence[str]
    """The change's own line, oldest first."""
    measure: Measure
    title: Callable[[str], str]
    """First line of a commit's message."""


class Asked(Struct, frozen=True):
    """What the gate is asked to hold."""

    min_level: Level | None = None
    min_index: float | None = None
    baseline: Baseline | None = None
    before: Before | None = None
    shallow_fix: str | None = None
    """What to do about a shallow clone; `None` when the history is whole."""


def judge(head: Sequence[Assessment], asked: Asked) -> GateReport:
    """Every fact that fails the gate, and every one worth knowing, in the order of the projects."""
    failures: list[Fact] = []
    warnings: list[Fact] = []
    passed: list[str] = []
    if asked.min_level is not None:
        found = list(below_level(_levelled(head), asked.min_level))
        failures += found
        passed += [] if found else [f"level at least {asked.min_level.value}"]
    if asked.min_index is not None:
        found = list(below_index(_levelled(head), asked.min_index))
        failures += found
        passed += [] if found else [f"index at least {asked.min_index:g}"]
    failures += expired_waivers(head)
    if asked.shallow_fix:
        warnings.append(Fact("shallow clone: what lies before its oldest commit is unknown", asked.shallow_fix))
    if asked.baseline or asked.before:
        lost, warned = _ratchet(head, asked)
        failures += lost
        warnings += warned
        passed += [] if lost else ["nothing lost"]
    return GateReport(tuple(failures), tuple(warnings), tuple(passed))


def _levelled(head: Sequence[Assessment]) -> Sequence[Assessment]:
    """What a threshold is asked of: in a monorepo the parts that are not ML have no level to fall short of."""
    return [each for each in head if each.kind is not Kind.NOT_ML] or head


def _ratchet(head: Sequence[Assessment], asked: Asked) -> tuple[list[Fact], list[Fact]]:
    failures: list[Fact] = []
    warnings: list[Fact] = list(_ladder_moved(head, asked.baseline))
    same_ladder = not warnings
    earlier = {each.path: each for each in asked.before.assessments} if asked.before else {}
    blame = Blame(asked.before) if asked.before else None
    for each in head:
        listed = _listed(asked.baseline, each.path)
        base = earlier.get(each.path)
        if asked.before is None:
            outcome = against_baseline(each, listed, same_ladder=same_ladder)
        elif base is not None:
            listed_before = _listed(asked.before.baseline, each.path)
            outcome = against_base(each, base, listed, listed_before)
            failures += _level_gone(each, base)
        else:
            continue
        failures += [blame.fact(loss) if blame else loss.fact() for loss in outcome.losses]
        warnings += outcome.warnings
    warnings += _projects_gone(head, asked, earlier)
    return failures, warnings


def _listed(baseline: Baseline | None, path: str) -> Mapping[str, Stand]:
    return baseline.projects.get(readable(path), {}) if baseline else {}


def _ladder_moved(head: Sequence[Assessment], baseline: Baseline | None) -> Iterator[Fact]:
    now = head[0].ladder_version if head else ""
    if baseline and now and baseline.ladder_version != now:
        text = f"the ladder moved: the baseline was written by {baseline.ladder_version}, this is {now}"
        yield Fact(text, TIGHTEN)


def _level_gone(head: Assessment, base: Assessment) -> Iterator[Fact]:
    if head.kind is Kind.NOT_ML and base.kind is not Kind.NOT_ML:
        name = f"{head.path}: " if head.path else ""
        text = f"{name}was a {base.kind.value}, is no longer seen as ML: {head.kind_because}"
        yield Fact(text, "rung assess", project=head.path)


def _projects_gone(head: Sequence[Assessment], asked: Asked, earlier: Mapping[str, Assessment]) -> Iterator[Fact]:
    present = {readable(each.path) for each in head}
    listed = asked.baseline.projects if asked.baseline else ()
    known = {readable(path) for path in (earlier if asked.before else listed)}
    for path in sorted(known - present):
        yield Fact(f"{path or 'the repository as one project'}: no longer a project of its own", TIGHTEN, project=path)


class Blame:
    """Finds the commit behind each loss; a commit is assessed once, however many losses ask for it."""

    def __init__(self, before: Before) -> None:
        """Assesses nothing yet."""
        self._before = before
        self._seen: dict[str, Mapping[str, Assessment]] = {}

    def fact(self, loss: Loss) -> Fact:
        """The loss with the commit that did it."""
        commit = first_bad(self._before.commits, lambda each: self._is_bad(each, loss))
        return loss.fact(commit, self._before.title(commit)) if commit else loss.fact()

    def _is_bad(self, commit: str, loss: Loss) -> bool:
        if commit not in self._seen:
            self._seen[commit] = {each.path: each for each in self._before.measure(commit)}
        project = self._seen[commit].get(loss.assessment.path)
        verdicts = [evidence(each) for each in project.findings if each.id == loss.finding.id] if project else []
        # A commit that cannot be judged is passed over: the blame falls on a later one.
        return any(each in RANK and RANK[each] < RANK[loss.was] for each in verdicts)
