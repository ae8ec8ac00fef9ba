"""The readings: by example, and what must hold for any set of verdicts."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from factories import a_card, a_finding
from rung.assess.clock import Clock
from rung.assess.findings import Spoken
from rung.assess.score import ROOT_PRACTICE, Score, score, weigh
from rung.domain import (
    Capability,
    Finding,
    Judgement,
    Kind,
    Level,
    PracticeCard,
    Strength,
    Verdict,
    WaitsFor,
    met,
    partial,
    unknown,
    unmet,
)
from rung.domain.assessment import Waiver

MET, PARTIAL, UNMET, UNKNOWN = Verdict.MET, Verdict.PARTIAL, Verdict.UNMET, Verdict.UNKNOWN
WAIVED, NOT_APPLICABLE = Verdict.WAIVED, Verdict.NOT_APPLICABLE
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def levels(*verdicts: tuple[Verdict, ...], **changes: Any) -> list[Finding]:
    """Findings by level from 2 upwards."""
    return [
        a_finding(f"practice-{level}-{place}", verdict, level, **changes)
        for level, row in enumerate(verdicts, start=2)
        for place, verdict in enumerate(row)
    ]


def weighed(findings: list[Finding], kind: Kind = Kind.PROJECT) -> Score:
    return weigh(findings, kind=kind)


def test_sixty_percent_of_each_level_up_to_it() -> None:
    result = weighed(levels((MET, MET, MET, UNMET, UNMET), (MET, PARTIAL, PARTIAL, UNMET), (MET,), (UNMET,)))
    assert [share.value for share in result.shares] == [0.6, 0.5, 1, 0]
    assert result.configured_level is Level.REPEATABLE
    assert result.index == pytest.approx(3.1)


def test_levels_are_cumulative() -> None:
    assert weighed(levels((UNMET,), (MET,), (MET,), (MET,))).configured_level is Level.MANUAL


def test_up_to_counts_unknown_as_met() -> None:
    result = weighed(levels((MET,), (MET, UNKNOWN), (UNMET,), (UNMET,)))
    assert (result.configured_level, result.up_to) == (Level.REPEATABLE, Level.AUTOMATED)


def test_waived_is_no_pass_even_at_best() -> None:
    waived = a_finding("waived", WAIVED, underlying=UNKNOWN)
    result = weighed([waived, a_finding("other", UNMET)])
    assert result.shares[0].value == result.shares[0].at_best == 0


def test_not_applicable_leaves_the_denominator() -> None:
    assert weighed(levels((MET, NOT_APPLICABLE), (UNMET,))).shares[0].value == 1


def test_without_version_control_there_is_no_level() -> None:
    rest = levels((MET,) * 9, (MET,), (MET,), (MET,))
    assert weighed([*rest, a_finding(ROOT_PRACTICE, UNMET)]).configured_level is Level.MANUAL
    assert weighed([*rest, a_finding(ROOT_PRACTICE, UNMET)]).up_to is Level.MANUAL
    assert weighed([*rest, a_finding(ROOT_PRACTICE, WAIVED, underlying=UNMET)]).configured_level is Level.MANUAL
    assert weighed([*rest, a_finding(ROOT_PRACTICE, PARTIAL)]).configured_level is Level.OPTIMIZED


def test_proven_asks_that_every_practice_holds() -> None:
    weak = a_finding("weak", MET, 3, strength=Strength.FOUND, min_strength=Strength.PROVEN)
    result = weighed([*levels((MET,), (MET,), (MET,), (MET,)), weak])
    assert (result.configured_level, result.proven_level) == (Level.OPTIMIZED, Level.REPEATABLE)


def test_what_only_time_or_people_give_is_named_apart() -> None:
    proven = {"min_strength": Strength.PRACTISED}
    findings = [
        *levels((MET,), (MET,), (UNMET,)),
        a_finding("ripens", MET, 3, waits_for=WaitsFor.TIME, **proven),
        a_finding("changes-reviewed", UNMET, 3, waits_for=WaitsFor.PEOPLE, **proven),
    ]
    result = weighed(findings)
    assert result.waiting == ("ripens", "changes-reviewed")
    assert (result.proven_level, result.proven_but_for_waiting) == (Level.REPEATABLE, Level.AUTOMATED)


def test_what_holds_or_does_not_apply_waits_for_nobody() -> None:
    people = {"waits_for": WaitsFor.PEOPLE, "level": 2}
    findings = [a_finding("held", MET, **people), a_finding("apart", NOT_APPLICABLE, **people)]
    assert weighed(findings).waiting == ()
    assert weighed([*findings, a_finding("missing", UNMET, **people)]).waiting == ("missing",)


def test_ladder_without_practices_covers_nothing() -> None:
    assert weighed([]).coverage == 0


def test_what_must_be_built_first_does_not_wait_for_time() -> None:
    assert weighed([a_finding("absent", UNMET, 3, waits_for=WaitsFor.TIME)]).waiting == ()


def test_hollow_names_the_missing_lower_practice() -> None:
    findings = [
        a_finding("data-versioned", UNMET, 2),
        a_finding("peer", UNMET, 3),
        a_finding("automated", MET, 3, needs=("data-versioned", "peer"), pitfall="CI/CD on unversioned data"),
    ]
    (hollow,) = weighed(findings).hollow
    assert (hollow.practice, hollow.missing, hollow.missing_level) == ("automated", "data-versioned", Level.REPEATABLE)
    assert hollow.pitfall == "CI/CD on unversioned data"


@pytest.mark.parametrize("lower", [MET, PARTIAL, UNKNOWN, NOT_APPLICABLE])
def test_only_an_unmet_one_makes_it_hollow(lower: Verdict) -> None:
    findings = [a_finding("low", lower), a_finding("high", MET, 3, needs=("low", "not-on-this-ladder"))]
    assert weighed(findings).hollow == ()


def test_a_waived_gap_stays_hollow() -> None:
    findings = [a_finding("low", WAIVED, underlying=UNMET), a_finding("high", MET, 3, needs=("low",))]
    assert len(weighed(findings).hollow) == 1


def test_advisory_practices_count_in_nothing() -> None:
    base = levels((MET, UNMET), (UNMET,), (MET,), (MET,))
    advisory = a_finding("advice", UNKNOWN, 2, gating=False, waits_for=WaitsFor.PEOPLE)
    assert replace(weighed([*base, advisory]), findings=()) == replace(weighed(base), findings=())


def test_what_is_not_ml_has_no_level() -> None:
    result = weighed(levels((MET,), (MET,)), Kind.NOT_ML)
    assert (result.configured_level, result.up_to, result.proven_level, result.index) == (None, None, None, None)
    assert (result.shares, result.profile, result.hollow) == ((), (), ())
    assert len(result.findings) == 2


@pytest.mark.parametrize("kind", [Kind.TEMPLATE, Kind.EXAMPLE, Kind.LIBRARY])
def test_other_kinds_are_weighed_as_if_they_were_projects(kind: Kind) -> None:
    findings = levels((MET,), (MET, UNMET), (UNMET,), (UNMET,))
    assert weighed(findings, kind) == weighed(findings)


def test_the_profile_has_a_row_per_capability_and_gaps() -> None:
    findings = [
        a_finding("a", PARTIAL, 2, capability=Capability.DATA),
        a_finding("b", NOT_APPLICABLE, 3, capability=Capability.DATA),
    ]
    profile = {row.capability: dict(row.shares) for row in weighed(findings).profile}
    assert list(profile) == list(Capability)
    assert profile[Capability.DATA] == {2: 0.5, 3: None, 4: None, 5: None}
    assert set(profile[Capability.VERSIONING].values()) == {None}


def test_coverage_is_what_could_be_judged() -> None:
    findings = [
        *levels((MET, UNMET, NOT_APPLICABLE, UNKNOWN)),
        a_finding("waived", WAIVED, underlying=UNKNOWN),
    ]
    assert weighed(findings).coverage == pytest.approx(3 / 5)


# What must hold for any verdicts.

LADDER = [
    a_card(
        ROOT_PRACTICE if (level, place) == (2, 0) else f"practice-{level}-{place}",
        level,
        capability=list(Capability)[(level * 3 + place) % len(Capability)],
        min_strength=(Strength.FOUND, Strength.PRACTISED, Strength.PROVEN)[place % 3],
        fresh_days=(None, 90, 30)[place % 3],
        needs=(f"practice-{level - 1}-1",) if level > 2 else (),
        gating=place != 4,
    )
    for level in (2, 3, 4, 5)
    for place in range(5)
]

ages = st.one_of(st.none(), st.integers(-10, 400))


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    maker = draw(st.sampled_from(["met", "met", "partial", "unmet", "unknown", "not_applicable"]))
    if maker in ("met", "partial"):
        age = draw(ages)
        strength = draw(st.sampled_from([Strength.FOUND, Strength.PRACTISED, Strength.PROVEN]))
        seen_at = None if age is None else NOW - timedelta(days=age)
        return (met if maker == "met" else partial)("seen", strength=strength, seen_at=seen_at)
    return Judgement(Verdict(maker), "looked")


waivers = st.lists(
    st.builds(
        Waiver,
        practice=st.sampled_from([card.id for card in LADDER]),
        by=st.just("lead"),
        reason=st.just("soon"),
        until=st.sampled_from([date(2026, 1, 1), date(2027, 1, 1)]),
    ),
    max_size=3,
)
ladders = st.lists(judgements(), min_size=len(LADDER), max_size=len(LADDER)).map(
    lambda drawn: list(zip(LADDER, drawn, strict=True))
)
indices = st.integers(0, len(LADDER) - 1)
Judged = list[tuple[PracticeCard, Judgement]]


def scored(judged: Judged, *, spoken: list[Waiver] | None = None, days_later: int = 0) -> Score:
    clock = Clock(NOW + timedelta(days=days_later))
    return score(judged, kind=Kind.PROJECT, clock=clock, spoken=Spoken(waivers=tuple(spoken or ())))


def numbers(result: Score) -> tuple[float, ...]:
    assert result.configured_level is not None
    assert result.proven_level is not None
    assert result.index is not None
    return result.configured_level, result.proven_level, result.index


def changed(judged: Judged, place: int, judgement: Judgement) -> Judged:
    return [*judged[:place], (judged[place][0], judgement), *judged[place + 1 :]]


BEST = met("proven today", strength=Strength.PROVEN, seen_at=NOW)


@given(ladders, indices, waivers)
def test_one_more_met_practice_lowers_nothing(judged: Judged, place: int, spoken: list[Waiver]) -> None:
    before, after = scored(judged, spoken=spoken), scored(changed(judged, place, BEST), spoken=spoken)
    assert before.up_to is not None
    assert after.up_to is not None
    for low, high in zip(numbers(before), numbers(after), strict=True):
        assert high >= low - 1e-12
    assert after.up_to >= before.up_to
    assert after.coverage >= before.coverage


WEAKER = {
    MET: [partial("half"), unmet("gone"), unknown("hidden"), met("found only")],
    PARTIAL: [unmet("gone"), unknown("hidden")],
}


@given(ladders, indices, st.integers(0, 3))
def test_weaker_or_hidden_evidence_raises_nothing(judged: Judged, place: int, choice: int) -> None:
    options = WEAKER.get(judged[place][1].verdict, [])
    weaker = options[choice % len(options)] if options else judged[place][1]
    for high, low in zip(numbers(scored(judged)), numbers(scored(changed(judged, place, weaker))), strict=True):
        assert low <= high + 1e-12


@given(ladders)
def test_unknown_never_counts_as_met(judged: Judged) -> None:
    as_unmet = [(card, unmet("no") if each.verdict is UNKNOWN else each) for card, each in judged]
    rooted = judged[0][1].verdict is not UNKNOWN
    if rooted:
        assert numbers(scored(judged)) == numbers(scored(as_unmet))
    assert [share.value for share in scored(judged).shares] == [share.value for share in scored(as_unmet).shares]


@given(ladders, st.integers(0, 2000), st.integers(0, 2000))
def test_time_alone_lowers_strength_and_never_below_found(judged: Judged, days: int, more: int) -> None:
    dated = [(card, each) for card, each in judged if each.seen_at is None or each.seen_at <= NOW]
    before, after = scored(dated, days_later=days), scored(dated, days_later=days + more)
    for (_, judgement), old, new in zip(dated, before.findings, after.findings, strict=True):
        assert new.strength <= old.strength
        assert new.strength >= min(judgement.strength, Strength.FOUND)
        assert new.verdict is old.verdict
    assert after.configured_level == before.configured_level


@given(ladders, waivers)
def test_readings_keep_their_order_and_bounds(judged: Judged, spoken: list[Waiver]) -> None:
    result = scored(judged, spoken=spoken)
    configured, proven, index = numbers(result)
    assert result.up_to is not None
    assert proven <= configured <= result.up_to
    assert result.proven_but_for_waiting is not None
    assert result.proven_but_for_waiting >= proven
    assert 1 <= index <= 5
    assert all(0 <= share.value <= share.at_best <= 1 for share in result.shares)
    assert 0 <= result.coverage <= 1


@given(ladders, waivers, st.randoms(use_true_random=False))
def test_order_changes_nothing(judged: Judged, spoken: list[Waiver], chance: random.Random) -> None:
    shuffled, respoken = judged[:], spoken[:]
    chance.shuffle(shuffled)
    chance.shuffle(respoken)
    one, other = scored(judged, spoken=spoken), scored(shuffled, spoken=respoken)
    assert set(one.findings) == set(other.findings)
    assert set(one.hollow) == set(other.hollow)
    assert set(one.waiting) == set(other.waiting)
    assert (one.shares, one.profile, one.coverage) == (other.shares, other.profile, other.coverage)
    assert numbers(one) == numbers(other)


@given(ladders, waivers)
def test_a_waiver_never_raises_anything(judged: Judged, spoken: list[Waiver]) -> None:
    plain, waived = scored(judged), scored(judged, spoken=spoken)
    for high, low in zip(numbers(plain), numbers(waived), strict=True):
        assert low <= high + 1e-12
    assert waived.up_to is not None
    assert plain.up_to is not None
    assert waived.up_to <= plain.up_to
    assert waived.coverage == plain.coverage
    assert not any(each.holds for each in waived.findings if each.verdict is WAIVED)
