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
    lower = [a_finding("one-command-run", UNMET, 2), a_finding("runs-recorded", MET, 2)]
    found = plan(*foundation(*lower, *cheap, *pipelines))
    left = [each for each in AUTOMATION if each not in standing]
    assert ids(found)[0] == left[0]
    assert set(left) <= set(ids(found))


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
    found = plan(a_finding("review", UNMET, waits_for=WaitsFor.PEOPLE), a_finding("ci", UNMET, needs=("review",)))
    kinds = {each.finding.id: (each.kind, each.earliest) for each in found.steps}
    assert kinds["review"] == (StepKind.PEOPLE, date(2026, 12, 14))
    assert kinds["ci"] == (StepKind.TODAY, date(2026, 12, 14)), "it stands only after what it needs"


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


verdicts = st.sampled_from([MET, PARTIAL, UNMET, UNKNOWN, Verdict.NOT_APPLICABLE])


@given(st.lists(st.tuples(verdicts, st.sampled_from(Effort), st.integers(2, 5)), min_size=1, max_size=20), st.data())
def test_plan_reaches_its_goal_in_an_order_that_can_be_taken(
    rows: list[tuple[Verdict, Effort, int]], data: st.DataObject
) -> None:
    findings = []
    for number, (verdict, effort, level) in enumerate(rows):
        needs = tuple(data.draw(st.sets(st.sampled_from([f"p{n}" for n in range(number)] or ["none"]), max_size=2)))
        findings.append(a_finding(f"p{number}", verdict, level, effort=effort, needs=needs))
    found = plan(*findings)
    if found.goal is None:
        return
    assert found.reaches, "without waivers every level can be reached"
    order = ids(found)
    by_id = {each.id: each for each in findings}
    for position, practice in enumerate(order):
        for need in by_id[practice].card.needs:
            if need in by_id and by_id[need].verdict is UNMET:
                assert need in order[:position]


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
