"""What a change has lost: verdicts that are worse than before it, judged by the same ladder at the same clock.

Only a loss that the change caused fails. What time does to evidence, what cannot be seen, and a baseline that
has fallen behind are warnings.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from rung.assess.gate.baseline import Stand
from rung.assess.gate.facts import Fact, named
from rung.assess.report.links import repository_path
from rung.assess.report.text import plural
from rung.domain import Assessment, Finding, Kind, Place, Strength, Verdict

RANK = {Verdict.UNMET: 0, Verdict.PARTIAL: 1, Verdict.MET: 2}
"""Verdicts that say something about the project; of the others none is better or worse."""

STOOD = (Verdict.MET, Verdict.PARTIAL)

FAILED = ("collector", "practice")
"""Notes of a collector or a practice that could not cope with what it read."""

TIGHTEN = "rung gate --update-baseline"


class Loss(Struct, frozen=True):
    """A practice that stands worse than before."""

    assessment: Assessment
    finding: Finding
    was: Verdict

    @property
    def now(self) -> Verdict:
        """The verdict of the evidence, whatever covers it."""
        return evidence(self.finding)

    def fact(self, commit: str | None = None, title: str = "") -> Fact:
        """The loss as a line, with the commit that did it when it is known."""
        since = f" since {commit[:7]}{f' ({title})' if title else ''}" if commit else ""
        text = f"{named(self.assessment)}{_was(self)}{since}: {self.finding.because}"
        place = self.finding.places[0] if self.finding.places else None
        return Fact(
            text=text,
            command=f"git show {commit[:7]}" if commit else f"rung explain {self.finding.id}",
            practice=self.finding.id,
            project=self.assessment.path,
            place=Place(repository_path(self.assessment, place.path), place.line) if place else None,
            commit=commit,
        )


class Outcome(Struct):
    """What the ratchet found for one project, in the order of the ladder."""

    losses: list[Loss] = field(default_factory=list)
    warnings: list[Fact] = field(default_factory=list)
    answered: int = 0
    """Losses that somebody answers for: waived, or accepted in the baseline."""


def evidence(finding: Finding) -> Verdict:
    """What the evidence says, with or without a waiver."""
    return finding.underlying or finding.verdict


def against_base(
    head: Assessment,
    base: Assessment,
    baseline: Mapping[str, Stand],
    baseline_before: Mapping[str, Stand],
) -> Outcome:
    """Compare with the state before the change; the baseline file only accepts, warns, or is found slack.

    A loss is accepted where the change itself lowers that line of the baseline, for a reviewer to see.
    """
    before = {each.id: evidence(each) for each in base.findings}
    outcome = Outcome()
    for finding in _gating(head):
        was = before.get(finding.id)
        listed = baseline.get(finding.id)
        if was is not None and (is_worse(evidence(finding), was) or _blinded(head, base, finding, was)):
            loss = Loss(head, finding, was)
            if _accepted(finding, listed, baseline_before.get(finding.id)):
                outcome.warnings.append(_accepted_fact(loss))
                outcome.answered += 1
            elif finding.verdict is Verdict.WAIVED:
                outcome.warnings.append(_waived_fact(loss))
                outcome.answered += 1
            else:
                outcome.losses.append(loss)
        elif listed is not None and is_worse(evidence(finding), listed.verdict):
            outcome.warnings.append(_inherited(Loss(head, finding, listed.verdict)))
        else:
            _soft(head, finding, was, listed, outcome.warnings)
    _slack(head, baseline, outcome.warnings)
    return outcome


def against_baseline(head: Assessment, baseline: Mapping[str, Stand], *, same_ladder: bool) -> Outcome:
    """Compare with the baseline file alone; by another version of the ladder nothing can be called a loss."""
    outcome = Outcome()
    for finding in _gating(head):
        listed = baseline.get(finding.id)
        if listed is None:
            continue
        if not is_worse(evidence(finding), listed.verdict):
            _soft(head, finding, listed.verdict, listed, outcome.warnings)
            continue
        loss = Loss(head, finding, listed.verdict)
        if finding.verdict is Verdict.WAIVED:
            outcome.warnings.append(_waived_fact(loss))
            outcome.answered += 1
        elif same_ladder:
            outcome.losses.append(loss)
        else:
            outcome.warnings.append(_warning(head, finding, f"{_was(loss)}, by another version of the ladder", TIGHTEN))
    _slack(head, baseline, outcome.warnings)
    return outcome


def _gating(assessment: Assessment) -> list[Finding]:
    return [each for each in assessment.findings if each.card.gating]


def is_worse(now: Verdict, was: Verdict) -> bool:
    """Whether both say something about the project, and this one says less."""
    return now in RANK and was in RANK and RANK[now] < RANK[was]


def _blinded(head: Assessment, base: Assessment, finding: Finding, was: Verdict) -> bool:
    """Whether reading fails since the change, so that what stood cannot be judged: no file may open the gate so."""
    if evidence(finding) is not Verdict.UNKNOWN or was not in STOOD:
        return False
    failed = {note.text for note in head.notes if note.kind in FAILED} - {note.text for note in base.notes}
    hidden = {each.path for each in head.unread} - {each.path for each in base.unread}
    return finding.because in failed or any(place.path in hidden for place in finding.places)


def _accepted(finding: Finding, listed: Stand | None, before: Stand | None) -> bool:
    """Whether this change lowers the line of the baseline as far as the practice has fallen."""
    if listed is None or before is None:
        return False
    return is_worse(listed.verdict, before.verdict) and not is_worse(evidence(finding), listed.verdict)


def _was(loss: Loss) -> str:
    return f"{loss.finding.id} was {loss.was.value}, is {loss.now.value}"


def _accepted_fact(loss: Loss) -> Fact:
    text = f"{_was(loss)}, accepted by this change's baseline"
    return _warning(loss.assessment, loss.finding, text, f"rung explain {loss.finding.id}")


def _waived_fact(loss: Loss) -> Fact:
    waiver = loss.finding.waiver
    until = f", waived until {waiver.until} by {waiver.by}" if waiver else ", waived"
    return _warning(loss.assessment, loss.finding, f"{_was(loss)}{until}", f"rung explain {loss.finding.id}")


def _inherited(loss: Loss) -> Fact:
    text = f"{_was(loss)}, before this change already"
    return _warning(loss.assessment, loss.finding, text, f"rung explain {loss.finding.id}")


def _soft(head: Assessment, finding: Finding, was: Verdict | None, listed: Stand | None, warnings: list[Fact]) -> None:
    """Warn of what cannot be seen any more, and of evidence that time has weakened."""
    if evidence(finding) is Verdict.UNKNOWN and was in STOOD:
        text = f"{finding.id} was {was.value}, and cannot be seen now: {finding.because}"
        warnings.append(_warning(head, finding, text, f"rung explain {finding.id}"))
    elif evidence(finding) is Verdict.NOT_APPLICABLE and was in STOOD and head.kind is not Kind.NOT_ML:
        text = f"{finding.id} was {was.value}, and is taken as not needed now: {finding.because}"
        warnings.append(_warning(head, finding, text, f"rung explain {finding.id}"))
    elif listed is not None and Strength.FOUND <= finding.strength < listed.strength:
        text = f"{finding.id} was {listed.strength.label}, is {finding.strength.label}: its evidence has lapsed"
        warnings.append(_warning(head, finding, text, f"rung explain {finding.id}"))


def _slack(head: Assessment, baseline: Mapping[str, Stand], warnings: list[Fact]) -> None:
    """Warn where the baseline has fallen behind."""
    better = [
        each.id for each in _gating(head) if each.id in baseline and is_worse(baseline[each.id].verdict, evidence(each))
    ]
    if better:
        text = f"{named(head)}{plural(len(better), 'practice')} better than the baseline: {', '.join(better)}"
        warnings.append(Fact(text, TIGHTEN, project=head.path))


def _warning(head: Assessment, finding: Finding, text: str, command: str) -> Fact:
    return Fact(f"{named(head)}{text}", command, practice=finding.id, project=head.path)
