from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import a_finding, an_assessment
from rung.assess.score import weigh
from rung.domain import Assessment, Effort, Finding, Kind, Level, Strength, Verdict, WaitsFor
from rung.domain.assessment import Waiver
from rung.errors import UsageError
from rung.plan import Plan, StepKind, make_plan, what_if

TODAY = date(2026, 11, 23)
MET, PARTIAL, UNMET, UNKNOWN = Verdict.MET, Verdict.PARTIAL, Verdict.UNMET, Verdict.UNKNOWN


def assessed(*findings: Finding, **changes: Any) -> Assessment:
    """An assessment whose readings follow from its findings."""
    score = weigh(findings, kind=Kind.PROJECT)
    read = {"configured_level": score.configured_level, "proven_level": score.proven_level, "index": score.index}
    return an_assessment(findings, **{"up_to": score.up_to, **read, **changes})


def foundation(*others: Finding) -> tuple[Finding, ...]:
    """Level 2 with version control and repeatable data, and these."""
    return (a_finding("code-in-version-control"), a_finding("data-versioned"), *others)


def plan(*findings: Finding, **changes: Any) -> Plan:
    return make_plan(assessed(*findings, **changes), today=TODAY)


def ids(plan: Plan) -> list[str]:
    return [each.finding.id for each in plan.steps]


def test_cheapest_set_reaches_the_threshold_and_the_rest_is_also() -> None:
    found = plan(
        a_finding("held"),
        a_finding("dear", UNMET, effort=Effort.WEEKS),
        a_finding("half", PARTIAL, effort=Effort.DAYS),
        a_finding("quick", UNMET, effort=Effort.HOURS),
        a_finding("slow", UNMET, effort=Effort.DAYS),
        configured_level=Level.MANUAL,
    )
    assert ids(found) == ["quick", "half"]
    assert found.reaches
    assert [each.id for each in found.also] == ["dear", "slow"]


def test_what_can_start_today_goes_before_what_waits() -> None:
    found = plan(
        a_finding("held"),
        a_finding("waits", UNMET, effort=Effort.HOURS, waits_for=WaitsFor.TIME),
        a_finding("today", UNMET, effort=Effort.HOURS),
        configured_level=Level.MANUAL,
    )
    assert ids(found) == ["today"]


def test_half_of_the_work_for_half_of_the_gain_is_not_cheaper() -> None:
    """What a step brings is weighed with what it costs, also where it brings less than a whole practice."""
    found = plan(
        a_finding("held"),
        a_finding("half", PARTIAL, effort=Effort.WEEKS),
        a_finding("whole", UNMET, effort=Effort.DAYS),
        configured_level=Level.MANUAL,
    )
    assert ids(found) == ["whole"]


def test_steps_come_after_what_they_need_even_from_a_lower_level() -> None:
    found = plan(
        *foundation(
            a_finding("lower", UNMET, 2),
            a_finding("above", UNMET, 4),
            a_finding("top", UNMET, 3, needs=("middle",)),
            a_finding("middle", UNMET, 3, needs=("lower",), effort=Effort.WEEKS),
        )
    )
    assert ids(found) == ["lower", "middle", "top"]
    assert found.steps[0].unlocks == ("middle",)
    assert [each.level_after for each in found.steps][-1] is Level.AUTOMATED


def test_practices_that_need_each_other_do_not_hang_the_plan() -> None:
    found = plan(a_finding("a", UNMET, needs=("b",)), a_finding("b", UNMET, needs=("a",)))
    assert sorted(ids(found)) == ["a", "b"]


AUTOMATION = ("ci-on-every-change", "pipeline-runs-unattended", "automated-deployment")


@pytest.mark.parametrize("standing", [(), AUTOMATION[:1], AUTOMATION[:2], AUTOMATION[1:]])
def test_way_to_level_3_begins_with_cicd(standing: tuple[str, ...]) -> None:
    cheap = [a_finding(f"manual-check-{n}", UNMET, 3, effort=Effort.HOURS) for n in range(4)]
    pipelines = [
        a_finding(each, MET if each in standing else UNMET, 3, effort=Effort.WEEKS, needs=("one-command-run",))
        for each in AUTOMATION
    ]
    lower = [a_finding("one-command-run", PARTIAL, 2), a_finding("runs-recorded", UNMET, 2)]
    found = plan(*foundation(*lower, *cheap, *pipelines))
    left = [each for each in AUTOMATION if each not in standing]
    assert ids(found)[0] == left[0]
    assert set(left) <= set(ids(found))


def test_what_cicd_cannot_do_without_comes_just_before_it() -> None:
    found = plan(
        *foundation(
            a_finding("ci-on-every-change", UNMET, 3, effort=Effort.WEEKS),
            a_finding("pipeline-runs-unattended", PARTIAL, 3),
            a_finding("served-behind-interface", UNMET, 3, needs=("model-traceable-to-run",), effort=Effort.WEEKS),
            a_finding("model-traceable-to-run", UNMET, 2),
            a_finding("automated-deployment", UNMET, 3, needs=("ci-on-every-change", "served-behind-interface")),
            a_finding("check-by-hand", UNMET, 3),
            a_finding("config-as-code"),
        )
    )
    assert ids(found)[:5] == [
        "ci-on-every-change",
        "pipeline-runs-unattended",
        "model-traceable-to-run",
        "served-behind-interface",
        "automated-deployment",
    ]


def test_code_that_is_not_there_comes_first_on_the_way_to_level_2() -> None:
    half = a_finding("code-in-version-control", PARTIAL, effort=Effort.WEEKS)
    cheap = [a_finding(f"cheap-{n}", UNMET) for n in range(6)]
    assert ids(plan(half, *cheap))[0] == "code-in-version-control"
    standing = [a_finding(f"held-{n}") for n in range(3)]
    assert ids(plan(half, *standing, a_finding("ci-on-every-change", UNMET, 3)))[0] == "ci-on-every-change"


def test_need_is_respected_through_a_practice_that_stands() -> None:
    found = plan(
        *foundation(
            a_finding("a-top", UNMET, 3, needs=("middle",)),
            a_finding("middle", MET, 2, needs=("z-low",)),
            a_finding("z-low", UNMET, 3, effort=Effort.WEEKS),
        )
    )
    assert ids(found) == ["z-low", "a-top"]


def test_missing_data_versioning_comes_before_cicd() -> None:
    level_2 = [a_finding("code-in-version-control"), a_finding("data-versioned", UNMET), a_finding("runs-recorded")]
    found = plan(*level_2, a_finding("ci-on-every-change", UNMET, 3), a_finding("model-card", UNMET, 3))
    assert ids(found)[:2] == ["data-versioned", "ci-on-every-change"]


def test_stops_at_the_target_with_its_reason() -> None:
    found = plan(
        *foundation(a_finding("ci-on-every-change", UNMET, 3)), target=Level.REPEATABLE, target_reason="a prototype"
    )
    assert found.stopped == "target 2 reached: a prototype"
    assert not found.steps


def test_nothing_to_plan_without_ml() -> None:
    found = make_plan(an_assessment(kind=Kind.NOT_ML, configured_level=None, index=None), today=TODAY)
    assert found.stopped
    assert "not an ML project" in found.stopped
    assert not found.prove


def test_waiting_steps_have_a_date() -> None:
    review = a_finding("review", UNMET, waits_for=WaitsFor.PEOPLE, wait_days=21)
    found = plan(review, a_finding("ci", UNMET, needs=("review",)), a_finding("own", UNMET, effort=Effort.WEEKS))
    kinds = {each.finding.id: (each.kind, each.earliest) for each in (*found.today, *found.later)}
    assert kinds["review"] == (StepKind.PEOPLE, date(2026, 12, 14))
    assert kinds["ci"] == (StepKind.PEOPLE, date(2026, 12, 14)), "it stands only after what it needs"


def test_work_of_today_comes_before_what_waits() -> None:
    found = plan(
        a_finding("word", UNMET, waits_for=WaitsFor.PEOPLE, min_strength=Strength.ATTESTED),
        a_finding("history", UNMET, wait_days=21),
        a_finding("slow", UNMET, effort=Effort.WEEKS, needs=("settings",)),
        a_finding("settings", UNMET, min_strength=Strength.PRACTISED, waits_for=WaitsFor.TIME),
        a_finding("card", UNMET, needs=("word",)),
        *(a_finding(f"n{n}", UNMET, level=3) for n in range(3)),
        configured_level=Level.MANUAL,
    )
    kinds = [each.kind for each in found.steps]
    assert kinds == sorted(kinds, key=lambda each: each is not StepKind.TODAY)
    assert found.steps == (*found.today, *found.later)
    assert "settings" in [each.finding.id for each in found.today], "met today; only the proof of it takes time"


def test_each_step_says_what_the_share_becomes() -> None:
    found = plan(a_finding("a", UNMET), a_finding("b", UNMET), a_finding("c", PARTIAL), a_finding("d", UNMET))
    assert found.steps[0].share_before == pytest.approx(1 / 8)
    assert [each.share_before for each in found.steps[1:]] == [each.share_after for each in found.steps[:-1]]
    assert found.steps[-1].share_after >= 0.6


def test_nothing_but_waivers_is_said() -> None:
    waiver = Waiver("w", "lead", "not needed", date(2027, 1, 1))
    found = plan(a_finding("w", Verdict.WAIVED, waiver=waiver, underlying=UNMET), a_finding("met", level=3))
    assert found.stopped == "only waived practices stand before level 2: w"
    assert not found.steps


def test_what_is_set_up_is_listed_with_how_to_show_it() -> None:
    found = plan(
        a_finding("drillable", min_strength=Strength.PROVEN), a_finding("recorded", min_strength=Strength.PRACTISED)
    )
    assert {each.finding.id: each.kind for each in found.prove} == {
        "drillable": StepKind.TODAY,
        "recorded": StepKind.TIME,
    }


def test_waived_is_skipped_and_unseen_is_no_step() -> None:
    waiver = Waiver("w", "lead", "not needed", date(2027, 1, 1))
    found = plan(
        a_finding("w", Verdict.WAIVED, waiver=waiver, underlying=UNMET),
        a_finding("u", UNKNOWN),
        a_finding("a", UNMET),
        a_finding("b", UNMET),
        a_finding("c", UNMET),
    )
    assert ids(found) == ["a", "b", "c"]
    assert [each.id for each in found.skipped] == ["w"]
    assert [each.id for each in found.unseen] == ["u"]


def test_unseen_becomes_a_step_where_nothing_else_reaches() -> None:
    found = plan(a_finding("u", UNKNOWN), a_finding("v", UNKNOWN), a_finding("a", UNMET))
    assert set(ids(found)) >= {"a", "u"}
    assert found.reaches


def test_what_if_scores_anew() -> None:
    now = assessed(*foundation(a_finding("ci-on-every-change", UNMET, 3)))
    assert now.configured_level is Level.REPEATABLE
    assert what_if(now, ["ci-on-every-change"]).then.configured_level is Level.OPTIMIZED  # nothing above is on it


def test_what_if_refuses_unknown_practices() -> None:
    with pytest.raises(UsageError, match="there is no practice nope"):
        what_if(assessed(*foundation()), ["nope"])
    with pytest.raises(UsageError, match="no practice is named"):
        what_if(assessed(*foundation()), [])


verdicts = st.sampled_from([MET, PARTIAL, UNMET, UNKNOWN, Verdict.NOT_APPLICABLE, Verdict.WAIVED])
NAMES = (*AUTOMATION, "code-in-version-control", "data-versioned", *(f"p{n}" for n in range(15)))


@st.composite
def ladders(draw: st.DrawFn) -> tuple[Finding, ...]:
    """Practices at random levels that need others, the automation and the foundation among them."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    findings = []
    for number, name in enumerate(names):
        needs = tuple(sorted(draw(st.sets(st.sampled_from(names[:number] or ["none"]), max_size=2))))
        waits = draw(st.sampled_from(WaitsFor))
        changes = {"needs": needs, "effort": draw(st.sampled_from(Effort)), "waits_for": waits}
        changes["wait_days"] = 21 if waits is not WaitsFor.NOTHING and draw(st.booleans()) else 0
        verdict = draw(verdicts)
        underlying = UNMET if verdict is Verdict.WAIVED else None
        findings.append(a_finding(name, verdict, draw(st.integers(2, 5)), underlying=underlying, **changes))
    return tuple(findings)


def leaned_on(practice: str, by_id: dict[str, Finding], through: tuple[Verdict, ...]) -> set[str]:
    """What a practice leans on, as far as it is reached through practices with these verdicts."""
    reached: set[str] = set()
    todo = [each for each in by_id[practice].card.needs if each in by_id]
    while todo:
        need = todo.pop()
        if need not in reached and by_id[need].verdict in through:
            reached.add(need)
            todo += [each for each in by_id[need].card.needs if each in by_id]
    return reached


@given(ladders())
def test_order_respects_needs_transitively(findings: tuple[Finding, ...]) -> None:
    found = plan(*findings)
    order, by_id = ids(found), {each.id: each for each in findings}
    for position, practice in enumerate(order):
        missing = {each for each in by_id[practice].card.needs if each in by_id and by_id[each].verdict is UNMET}
        assert missing <= set(order[:position]), "what is missing altogether is a step before"
        through = (UNMET,) if practice in AUTOMATION else tuple(Verdict)
        assert not leaned_on(practice, by_id, through) & set(order[position + 1 :])


@given(ladders())
def test_steps_all_taken_reach_what_the_plan_promises(findings: tuple[Finding, ...]) -> None:
    now = assessed(*findings)
    found = make_plan(now, today=TODAY)
    if not found.steps:
        return
    then = what_if(now, ids(found)).then
    assert then.configured_level == found.steps[-1].level_after
    assert then.index == pytest.approx(found.steps[-1].index_after)
    if not any(each.verdict is Verdict.WAIVED for each in findings):
        assert found.reaches, "without waivers every level can be reached"
    assert found.goal
    if found.reaches:
        assert then.configured_level is not None
        assert then.configured_level >= found.goal
        assert now.configured_level == found.goal - 1


@given(ladders(), st.sampled_from(Level))
def test_never_empty_below_the_target_and_nothing_at_it(findings: tuple[Finding, ...], target: Level) -> None:
    now = assessed(*findings, target=target)
    found = make_plan(now, today=TODAY)
    assert now.configured_level is not None
    if now.configured_level >= target:
        assert not found.steps
        assert found.stopped
    else:
        assert found.steps or "waived" in (found.stopped or "")
        assert found.goal is not None
        assert found.goal <= target


@given(ladders())
def test_never_proposes_what_stands_or_is_waived(findings: tuple[Finding, ...]) -> None:
    found = plan(*findings)
    asked = [*(each.finding for each in found.steps), *found.also]
    assert {each.verdict for each in asked} <= {UNMET, PARTIAL, UNKNOWN}
    assert len({each.id for each in asked}) == len(asked), "nothing twice"


@given(ladders())
def test_dates_never_go_back_below_a_need(findings: tuple[Finding, ...]) -> None:
    found = plan(*findings)
    by_id, when = {each.id: each for each in findings}, {each.finding.id: each.earliest for each in found.steps}
    for step in found.steps:
        needed = leaned_on(step.finding.id, by_id, tuple(Verdict)) & set(when) - {step.finding.id}
        if step.finding.id not in AUTOMATION:
            assert all(when[each] <= step.earliest for each in needed)
        assert step.kind is not StepKind.TODAY or step.earliest == TODAY
        assert (step.earliest - TODAY).days >= step.finding.card.wait_days


def test_half_defined_pipeline_does_not_come_before_cicd() -> None:
    found = plan(
        *foundation(
            a_finding("pipeline-defined", PARTIAL, 3),
            a_finding("pipeline-runs-unattended", UNMET, 3, needs=("pipeline-defined",), effort=Effort.WEEKS),
        )
    )
    assert ids(found)[0] == "pipeline-runs-unattended"


def test_pipeline_is_defined_before_it_runs_unattended() -> None:
    found = plan(
        *foundation(
            a_finding("pipeline-defined", UNMET, 3),
            a_finding("pipeline-runs-unattended", UNMET, 3, needs=("pipeline-defined",)),
            a_finding("automated-deployment", UNMET, 3),
        )
    )
    assert ids(found) == ["automated-deployment", "pipeline-defined", "pipeline-runs-unattended"]
