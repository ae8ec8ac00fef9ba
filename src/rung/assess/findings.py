"""From what a practice concluded to its finding: age, a person's word, a waiver. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.clock import SKEW, Clock
from rung.domain import Finding, Judgement, PracticeCard, Strength, Verdict
from rung.domain.assessment import Attestation, Note, Waiver

WAIVABLE = (Verdict.PARTIAL, Verdict.UNMET, Verdict.UNKNOWN)


class Rhythm(Struct, frozen=True):
    """How often a project's loop turns; evidence of a yearly model must not lapse after ninety days."""

    cycle_days: float = 0
    label_delay_days: float = 0

    def fresh_days(self, card: PracticeCard) -> float | None:
        """How long a record counts: the larger of the card's days and two cycles plus the label delay."""
        if card.fresh_days is None:
            return None
        return max(card.fresh_days, 2 * self.cycle_days + self.label_delay_days)


class Spoken(Struct, frozen=True):
    """What people answer for, besides the evidence."""

    attestations: tuple[Attestation, ...] = ()
    waivers: tuple[Waiver, ...] = ()


STEADY = Rhythm()
"""Nothing is known of the cycle: the days of each practice's card hold."""

SILENT = Spoken()


def find(card: PracticeCard, judgement: Judgement, *, clock: Clock, rhythm: Rhythm, spoken: Spoken) -> Finding:
    """The finding of one practice."""
    judgement = _at_found_or_better(card, _aged(card, judgement, clock, rhythm))
    judgement = _attested(card, judgement, _word(card, spoken.attestations, clock))
    finding = Finding(
        card=card,
        verdict=judgement.verdict,
        holds=judgement.verdict is Verdict.MET and judgement.strength >= card.min_strength,
        strength=judgement.strength,
        because=judgement.because,
        places=judgement.places,
        age_days=None if judgement.seen_at is None else clock.age_days(judgement.seen_at),
        remedy=judgement.remedy or card.remedy,
    )
    waiver = _cover(finding, spoken.waivers, clock)
    if waiver is None:
        return finding
    return replace(finding, verdict=Verdict.WAIVED, waiver=waiver, underlying=finding.verdict)


def spoken_notes(findings: Iterable[Finding], spoken: Spoken, clock: Clock) -> list[Note]:
    """The waivers and attestations that count for nothing, and why."""
    by_id = {finding.id: finding for finding in findings}
    notes: list[Note] = []
    for waiver in spoken.waivers:
        if waiver.until < clock.now.date():
            text = f"waiver of {waiver.practice} by {waiver.by} expired on {waiver.until}"
            notes.append(Note("waiver", text, expired=True))
        elif idle := _why_idle(waiver, by_id):
            notes.append(Note("waiver", idle))
    for word in spoken.attestations:
        if word.practice not in by_id:
            notes.append(Note("attestation", f"attestation of {word.practice}: no such practice on this ladder"))
        elif not _stands(word, clock):
            state = "begins" if word.on > clock.now.date() else "expired"
            day = word.on if state == "begins" else word.until
            text = f"attestation of {word.practice} by {word.by} {state} on {day}"
            notes.append(Note("attestation", text, expired=state == "expired"))
    return notes


def _aged(card: PracticeCard, judgement: Judgement, clock: Clock, rhythm: Rhythm) -> Judgement:
    """One strength less for every period of freshness that has passed, never below *found*."""
    fresh = rhythm.fresh_days(card)
    if fresh is None or judgement.strength <= Strength.FOUND:
        return judgement
    if judgement.seen_at is None:
        return _lapsed(judgement, Strength.FOUND, "its records carry no date")
    if judgement.seen_at - clock.now > SKEW:
        return _lapsed(judgement, Strength.FOUND, "its records lie in the future")
    age = clock.age_days(judgement.seen_at)
    if age <= fresh:
        return judgement
    lapses = 1 if age <= 2 * fresh else 2
    why = f"the newest record is {age} days old, {judgement.strength.label} lapses after {fresh:g}"
    return _lapsed(judgement, Strength(max(Strength.FOUND, judgement.strength - lapses)), why)


def _lapsed(judgement: Judgement, strength: Strength, why: str) -> Judgement:
    return replace(judgement, strength=strength, because=f"{judgement.because}; {why}")


def _at_found_or_better(card: PracticeCard, judgement: Judgement) -> Judgement:
    """A verdict rests on something seen; only a practice that asks for a person's word may rest on one."""
    seen_enough = judgement.strength >= min(Strength.FOUND, card.min_strength)
    if seen_enough or judgement.verdict not in (Verdict.MET, Verdict.PARTIAL):
        return judgement
    return replace(judgement, verdict=Verdict.UNKNOWN, because=f"{judgement.because}; nothing seen shows it")


def _word(card: PracticeCard, attestations: Iterable[Attestation], clock: Clock) -> Attestation | None:
    """The attestation that lasts longest, of those that stand today."""
    standing = [each for each in attestations if each.practice == card.id and _stands(each, clock)]
    return max(standing, key=lambda each: (each.until, each.on, each.by), default=None)


def _stands(word: Attestation, clock: Clock) -> bool:
    return word.on <= clock.now.date() <= word.until


def _attested(card: PracticeCard, judgement: Judgement, word: Attestation | None) -> Judgement:
    if word is None or judgement.verdict is Verdict.NOT_APPLICABLE:
        return judgement
    says = f"{word.by} attests until {word.until}: {word.says}"
    strength = max(judgement.strength, Strength.ATTESTED)
    if judgement.verdict is Verdict.MET:
        return replace(judgement, strength=strength)
    if card.min_strength is Strength.ATTESTED:
        return replace(judgement, verdict=Verdict.MET, strength=strength, because=f"{says}; seen: {judgement.because}")
    if judgement.verdict is Verdict.PARTIAL:
        return replace(judgement, strength=strength)
    return replace(judgement, strength=strength, because=f"{judgement.because}; only {says}")


def _cover(finding: Finding, waivers: Iterable[Waiver], clock: Clock) -> Waiver | None:
    """The waiver that lasts longest, of those that cover every place of the gap today."""
    if finding.verdict not in WAIVABLE:
        return None
    covering = [
        each
        for each in waivers
        if each.practice == finding.id
        and each.until >= clock.now.date()
        and (each.place is None or finding.places)
        and not _outside(finding, each)
    ]
    return max(covering, key=lambda each: (each.until, each.by, each.reason), default=None)


def _outside(finding: Finding, waiver: Waiver) -> list[str]:
    """Paths of the gap that the waiver does not reach."""
    if waiver.place is None:
        return []
    root = waiver.place.rstrip("/")
    return [place.path for place in finding.places if place.path != root and not place.path.startswith(f"{root}/")]


def _why_idle(waiver: Waiver, findings: dict[str, Finding]) -> str | None:
    finding = findings.get(waiver.practice)
    if finding is None:
        near = difflib.get_close_matches(waiver.practice, findings, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"waiver of {waiver.practice}: no such practice on this ladder{hint}"
    if finding.verdict in WAIVABLE and waiver.place is not None and not finding.places:
        return f"waiver of {waiver.practice} covers {waiver.place} only; the gap lies at no place: leave the place out"
    if finding.verdict in WAIVABLE and (outside := _outside(finding, waiver)):
        return f"waiver of {waiver.practice} covers {waiver.place} only; the gap is also at {outside[0]}"
    return None
