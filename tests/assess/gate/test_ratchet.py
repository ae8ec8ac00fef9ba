from __future__ import annotations

from datetime import date

from factories import a_finding, an_assessment
from rung.assess.gate.baseline import Stand
from rung.assess.gate.ratchet import Outcome, against_base, against_baseline
from rung.domain import Assessment, Finding, Place, Strength, Verdict
from rung.domain.assessment import Note, Waiver

MET, PARTIAL, UNMET, UNKNOWN = Verdict.MET, Verdict.PARTIAL, Verdict.UNMET, Verdict.UNKNOWN


def one(verdict: Verdict, **changes: object) -> Assessment:
    return an_assessment([a_finding("ci", verdict, **changes)])


def stand(verdict: Verdict, strength: Strength = Strength.FOUND) -> dict[str, Stand]:
    return {"ci": Stand(verdict, strength)}


def lost(outcome: Outcome) -> list[str]:
    return [each.finding.id for each in outcome.losses]


def texts(outcome: Outcome) -> str:
    return "\n".join(each.text for each in outcome.warnings)


def test_worse_than_before_the_change_is_lost() -> None:
    assert lost(against_base(one(PARTIAL), one(MET), {}, {})) == ["ci"]
    assert lost(against_base(one(UNMET), one(PARTIAL), {}, {})) == ["ci"]
    assert lost(against_base(one(MET), one(PARTIAL), {}, {})) == []


def test_what_was_missing_before_the_change_only_warns() -> None:
    outcome = against_base(one(UNMET), one(UNMET), stand(MET), stand(MET))
    assert lost(outcome) == []
    assert "before this change already" in texts(outcome)


def test_loss_is_accepted_where_the_change_lowers_the_baseline() -> None:
    outcome = against_base(one(PARTIAL), one(MET), stand(PARTIAL), stand(MET))
    assert lost(outcome) == []
    assert "accepted by this change's baseline" in texts(outcome)


def test_baseline_lowered_not_far_enough_accepts_nothing() -> None:
    assert lost(against_base(one(UNMET), one(MET), stand(PARTIAL), stand(MET))) == ["ci"]


def test_slack_baseline_does_not_excuse_a_loss() -> None:
    assert lost(against_base(one(PARTIAL), one(MET), stand(PARTIAL), stand(PARTIAL))) == ["ci"]


def test_unseen_warns() -> None:
    outcome = against_base(one(UNKNOWN), one(MET), {}, {})
    assert lost(outcome) == []
    assert "cannot be seen now" in texts(outcome)


def test_lapsed_evidence_warns() -> None:
    outcome = against_base(one(MET), one(MET), stand(MET, Strength.PROVEN), {})
    assert lost(outcome) == []
    assert "its evidence has lapsed" in texts(outcome)


def test_slack_baseline_warns_with_the_command_that_tightens_it() -> None:
    outcome = against_baseline(one(MET), stand(UNMET, Strength.NONE), same_ladder=True)
    assert outcome.warnings[0].command == "rung gate --update-baseline"
    assert texts(outcome) == "1 practice better than the baseline: ci"
    assert texts(against_base(one(MET), one(MET), stand(UNMET, Strength.NONE), {})) == texts(outcome)


def test_baseline_alone_fails_what_is_worse_unless_the_ladder_moved() -> None:
    assert lost(against_baseline(one(UNMET), stand(MET), same_ladder=True)) == ["ci"]
    moved = against_baseline(one(UNMET), stand(MET), same_ladder=False)
    assert lost(moved) == []
    assert "by another version of the ladder" in texts(moved)


def test_waived_loss_warns_and_names_who_answers() -> None:
    waiver = Waiver("ci", "platform lead", "moving", date(2027, 1, 1))
    outcome = against_base(one(Verdict.WAIVED, underlying=UNMET, waiver=waiver), one(MET), {}, {})
    assert lost(outcome) == []
    assert "waived until 2027-01-01 by platform lead" in texts(outcome)


def test_waived_loss_warns_against_the_file_alone_too() -> None:
    waiver = Waiver("ci", "platform lead", "moving", date(2027, 1, 1))
    outcome = against_baseline(one(Verdict.WAIVED, underlying=UNMET, waiver=waiver), stand(MET), same_ladder=True)
    assert (lost(outcome), outcome.answered) == ([], 1)
    assert texts(outcome) == "ci was met, is unmet, waived until 2027-01-01 by platform lead"


def test_loss_points_to_its_first_place_in_the_repository() -> None:
    places = (Place("ci.yml", 4), Place("b.yml"))
    (loss,) = against_base(one(PARTIAL, places=places), one(MET), {}, {}).losses
    assert loss.fact().place == Place("ci.yml", 4)
    (bare,) = against_base(one(UNMET, places=()), one(MET), {}, {}).losses
    assert bare.fact().place is None


def test_advice_is_not_held() -> None:
    head: Finding = a_finding("ci", UNMET, gating=False)
    assert lost(against_base(an_assessment([head]), one(MET), {}, {})) == []


def test_file_that_no_collector_can_cope_with_does_not_open_the_gate() -> None:
    text = "the Ci collector failed: too deep"
    blind = an_assessment([a_finding("ci", UNKNOWN, because=text)], notes=(Note("collector", text),))
    assert lost(against_base(blind, one(MET), {}, {})) == ["ci"]
    assert lost(against_base(blind, one(UNMET), {}, {})) == []
    before = an_assessment([a_finding("ci", MET)], notes=(Note("collector", text),))
    assert lost(against_base(blind, before, {}, {})) == []
    other = an_assessment([a_finding("ci", UNKNOWN)], notes=(Note("collector", text),))
    assert lost(against_base(other, one(MET), {}, {})) == []


def test_what_is_taken_as_not_needed_any_more_warns() -> None:
    outcome = against_base(one(Verdict.NOT_APPLICABLE, because="nothing is served"), one(MET), {}, {})
    assert lost(outcome) == []
    assert "ci was met, and is taken as not needed now: nothing is served" in texts(outcome)
    assert not against_base(one(Verdict.NOT_APPLICABLE), one(UNMET), {}, {}).warnings
