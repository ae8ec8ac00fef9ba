"""Age, a person's word, and waivers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from factories import a_card
from rung.assess.clock import Clock
from rung.assess.findings import SILENT, STEADY, Rhythm, Spoken, find, spoken_notes
from rung.domain import Finding, Judgement, Place, Strength, Verdict, met, not_applicable, partial, unknown, unmet
from rung.domain.assessment import Attestation, Waiver

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CLOCK = Clock(NOW)
PLACE = Place("deploy/serve.yaml", 12)


def found(judgement: Judgement, rhythm: Rhythm = STEADY, spoken: Spoken = SILENT, **card: Any) -> Finding:
    return find(a_card(**card), judgement, clock=CLOCK, rhythm=rhythm, spoken=spoken)


def seen(strength: Strength, days_ago: float) -> Judgement:
    return met("runs recorded", strength=strength, seen_at=NOW - timedelta(days=days_ago))


def a_waiver(**changes: Any) -> Spoken:
    fields: dict[str, Any] = {"practice": "runs-recorded", "by": "lead", "reason": "soon", "until": date(2027, 3, 31)}
    return Spoken(waivers=(Waiver(**{**fields, **changes}),))


def an_attestation(**changes: Any) -> Spoken:
    fields: dict[str, Any] = {
        "practice": "runs-recorded",
        "by": "lead",
        "on": date(2026, 11, 1),
        "until": date(2027, 11, 1),
        "says": "we do",
    }
    return Spoken(attestations=(Attestation(**{**fields, **changes}),))


@pytest.mark.parametrize(
    ("strength", "days_ago", "expected"),
    [
        (Strength.PROVEN, 90, Strength.PROVEN),
        (Strength.PROVEN, 91, Strength.PRACTISED),
        (Strength.PROVEN, 181, Strength.FOUND),
        (Strength.PROVEN, 5000, Strength.FOUND),
        (Strength.PRACTISED, 90, Strength.PRACTISED),
        (Strength.PRACTISED, 91, Strength.FOUND),
        (Strength.FOUND, 5000, Strength.FOUND),
        (Strength.PROVEN, -30, Strength.FOUND),
        (Strength.PROVEN, -0.5, Strength.PROVEN),
    ],
)
def test_one_strength_is_lost_for_each_lapse(strength: Strength, days_ago: float, expected: Strength) -> None:
    finding = found(seen(strength, days_ago), fresh_days=90)
    assert finding.strength is expected
    assert finding.verdict is Verdict.MET


def test_a_lapse_is_explained() -> None:
    finding = found(seen(Strength.PRACTISED, 200), fresh_days=90, min_strength=Strength.PRACTISED)
    assert finding.because == "runs recorded; the newest record is 200 days old, practised lapses after 90"
    assert (finding.holds, finding.age_days) == (False, 200)


def test_a_practice_without_fresh_days_does_not_age() -> None:
    assert found(seen(Strength.PROVEN, 5000), fresh_days=None).strength is Strength.PROVEN


def test_a_slow_cycle_stretches_freshness() -> None:
    yearly = Rhythm(cycle_days=365, label_delay_days=30)
    assert found(seen(Strength.PRACTISED, 760), yearly, fresh_days=90).strength is Strength.PRACTISED
    assert found(seen(Strength.PRACTISED, 761), yearly, fresh_days=90).strength is Strength.FOUND


def test_a_fast_cycle_does_not_shorten_it() -> None:
    assert found(seen(Strength.PRACTISED, 80), Rhythm(cycle_days=1), fresh_days=90).strength is Strength.PRACTISED


def test_an_undated_record_is_worth_found() -> None:
    assert found(met("x", strength=Strength.PROVEN), fresh_days=90).strength is Strength.FOUND


def test_met_must_rest_on_something_seen() -> None:
    assert found(met("x", strength=Strength.ATTESTED)).verdict is Verdict.UNKNOWN
    assert found(met("x", strength=Strength.ATTESTED), min_strength=Strength.ATTESTED).verdict is Verdict.MET


@pytest.mark.parametrize("judgement", [partial("authors only"), unmet("none"), unknown("?")])
def test_a_practice_judged_at_attested_is_met_by_a_word(judgement: Judgement) -> None:
    finding = found(judgement, spoken=an_attestation(), min_strength=Strength.ATTESTED)
    assert (finding.verdict, finding.holds) == (Verdict.MET, True)
    assert finding.because == f"lead attests until 2027-11-01: we do; seen: {judgement.because}"


@pytest.mark.parametrize("judgement", [partial("half"), unmet("none"), unknown("?"), not_applicable("no")])
def test_a_word_changes_no_other_verdict(judgement: Judgement) -> None:
    finding = found(judgement, spoken=an_attestation())
    assert finding.verdict is judgement.verdict
    assert ("lead attests" in finding.because) == (judgement.verdict in (Verdict.UNMET, Verdict.UNKNOWN))


def test_a_word_never_weakens_what_was_seen() -> None:
    assert found(met("x"), spoken=an_attestation()).strength is Strength.FOUND


@pytest.mark.parametrize("changes", [{"until": date(2026, 11, 22)}, {"on": date(2026, 11, 24)}])
def test_a_word_counts_only_while_it_stands(changes: dict[str, date]) -> None:
    spoken = an_attestation(**changes)
    finding = found(unmet("none"), spoken=spoken, min_strength=Strength.ATTESTED)
    assert finding.verdict is Verdict.UNMET
    assert [note.kind for note in spoken_notes([finding], spoken, CLOCK)] == ["attestation"]


@pytest.mark.parametrize("judgement", [partial("half"), unmet("none"), unknown("?")])
def test_a_waiver_covers_a_gap(judgement: Judgement) -> None:
    finding = found(judgement, spoken=a_waiver())
    assert (finding.verdict, finding.underlying, finding.holds) == (Verdict.WAIVED, judgement.verdict, False)
    assert finding.waiver is not None


@pytest.mark.parametrize("judgement", [met("x"), not_applicable("no")])
def test_a_waiver_covers_nothing_else(judgement: Judgement) -> None:
    assert found(judgement, spoken=a_waiver()).verdict is judgement.verdict


@pytest.mark.parametrize(("until", "covers"), [(date(2026, 11, 23), True), (date(2026, 11, 22), False)])
def test_a_waiver_counts_through_its_last_day(until: date, covers: bool) -> None:
    spoken = a_waiver(until=until)
    finding = found(unmet("none"), spoken=spoken)
    assert (finding.verdict is Verdict.WAIVED) == covers
    assert bool(spoken_notes([finding], spoken, CLOCK)) != covers


def test_a_waiver_of_a_place_does_not_cover_a_gap_that_lies_nowhere() -> None:
    spoken = a_waiver(place="deploy")
    finding = found(unmet("no limits were found"), spoken=spoken)
    assert finding.waiver is None
    (note,) = spoken_notes([finding], spoken, CLOCK)
    assert note.text.endswith("the gap lies at no place: leave the place out")


def test_a_waiver_of_a_practice_that_is_misspelt_says_which_was_meant() -> None:
    spoken = a_waiver(practice="runs-recordd")
    (note,) = spoken_notes([found(unmet("no limits"), spoken=spoken)], spoken, CLOCK)
    assert note.text.endswith("did you mean runs-recorded?")


@pytest.mark.parametrize(("place", "covers"), [("deploy/serve.yaml", True), ("deploy/", True), ("deploy/serve", False)])
def test_a_waiver_of_one_place(place: str, covers: bool) -> None:
    spoken = a_waiver(place=place)
    finding = found(unmet("no limits", [PLACE]), spoken=spoken)
    assert (finding.verdict is Verdict.WAIVED) == covers
    assert bool(spoken_notes([finding], spoken, CLOCK)) != covers


def test_a_gap_elsewhere_is_not_covered() -> None:
    finding = found(unmet("no limits", [PLACE, Place("other.yaml")]), spoken=a_waiver(place="deploy"))
    assert finding.verdict is Verdict.UNMET


def test_a_waiver_of_nothing_on_the_ladder_is_told() -> None:
    spoken = a_waiver(practice="no-such")
    notes = spoken_notes([found(met("x"))], spoken, CLOCK)
    assert [note.text for note in notes] == ["waiver of no-such: no such practice on this ladder"]


def test_the_practice_may_know_a_better_remedy() -> None:
    assert found(unmet("none", remedy="edit train.py")).remedy == "edit train.py"
    assert found(unmet("none")).remedy == a_card().remedy


def test_what_has_run_out_is_told_apart_from_what_counts_for_nothing_else() -> None:
    """The gate fails on the first alone, so it must not be read out of a sentence that people write in."""
    idle = a_waiver(place="deploy", by="lead, expired on 2026-01-01")
    spoken = Spoken(
        waivers=(*idle.waivers, *a_waiver(until=date(2026, 11, 22)).waivers, *a_waiver(practice="gone").waivers),
        attestations=(
            *an_attestation(until=date(2026, 11, 22)).attestations,
            *an_attestation(on=date(2026, 12, 1)).attestations,
        ),
    )
    finding = found(unmet("no limits", [Place("other.yaml")]))
    notes = spoken_notes([finding], spoken, CLOCK)
    assert [(note.kind, note.expired) for note in notes] == [
        ("waiver", False),
        ("waiver", True),
        ("waiver", False),
        ("attestation", True),
        ("attestation", False),
    ]


def test_waiver_of_a_practice_that_is_gone_runs_out_all_the_same() -> None:
    (note,) = spoken_notes([], a_waiver(practice="gone", until=date(2026, 11, 22)), CLOCK)
    assert note.expired
