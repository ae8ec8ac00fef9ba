"""What records add to a judgement, and what they never do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.assess.drilled import strangers, with_records
from rung.assess.ladder import load_ladder
from rung.assess.records import Records
from rung.assess.records.telling import is_production, is_program
from rung.domain import Shown, Strength, Verdict, met, not_applicable, partial, unmet
from rung.domain.judgement import shown
from rung.domain.record import CiRun, Deployment, Drill, ModelRelease, PipelineRun, Record, Review

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PRACTICES = {each.id: each for each in load_ladder().practices}


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def records(*events: Record) -> Records:
    return Records(NOW, tuple(sorted(events, key=lambda each: each.at)))


def a_run(days: float, **changes: object) -> PipelineRun:
    given: dict[str, object] = {
        "at": ago(days), "status": "success", "pipeline": "train", "params": {"depth": 3}, "metrics": {"auc": 0.8},
        "commit": "a" * 40,
    }  # fmt: skip
    return PipelineRun(**{**given, **changes})  # type: ignore[arg-type]


def told(practice: str, *events: Record) -> Shown | None:
    return PRACTICES[practice].shown(records(*events))


def test_five_runs_on_three_days_are_runs_recorded() -> None:
    answer = told("runs-recorded", *(a_run(days) for days in (1, 2, 3, 4, 5)))
    assert answer is not None
    assert (answer.verdict, answer.decides) == (Verdict.MET, True)
    assert answer.because == "all 5 recorded training runs carry parameters, metrics and commit"


def test_one_afternoon_is_not() -> None:
    assert told("runs-recorded", *(a_run(1 + each / 100) for each in range(9))) is None


def test_runs_without_a_commit_are_partial() -> None:
    answer = told("runs-recorded", *(a_run(day, commit="a" * 40 if day % 2 else None) for day in range(1, 11)))
    assert answer is not None
    assert answer.verdict is Verdict.PARTIAL


def reviews(*approved: list[str], author: str = "ann") -> list[Review]:
    return [
        Review(at=ago(day), change=str(day), author=author, approved_by=by) for day, by in enumerate(approved, start=1)
    ]


def test_approval_by_another_person_is_review() -> None:
    answer = told("changes-reviewed", *reviews(["ben"], ["ben"], ["cid"], ["ben"]))
    assert answer is not None
    assert answer.verdict is Verdict.MET


@pytest.mark.parametrize("nobody", [[], ["ann"], ["renovate[bot]"]])
def test_ones_own_approval_and_that_of_a_program_are_not(nobody: list[str]) -> None:
    answer = told("changes-reviewed", *reviews(nobody, nobody, nobody, nobody))
    assert answer is not None
    assert (answer.verdict, answer.decides) == (Verdict.UNMET, True)


def test_changes_by_programs_need_no_review() -> None:
    assert told("changes-reviewed", *reviews([], [], [], author="dependabot[bot]")) is None


def test_checks_are_matched_by_change_and_by_commit() -> None:
    merged = [Review(at=ago(day), change=str(day), author="ann", commit=f"c{day}") for day in (1, 2, 3)]
    runs = [
        CiRun(at=ago(1), status="success", workflow="t", event="change", change="1"),
        CiRun(at=ago(2), status="failure", workflow="t", event="push", commit="c2"),
        CiRun(at=ago(3), status="success", workflow="t", event="change", change="3"),
    ]
    answer = told("ci-on-every-change", *merged, *runs)
    assert answer is not None
    assert answer.verdict is Verdict.MET


def test_a_refused_batch_proves_the_data_check() -> None:
    answer = told("data-validation-blocks", a_run(3, validation="refused", status="failure"))
    assert answer is not None
    assert answer.strength is Strength.PROVEN


def test_a_refused_candidate_proves_the_gate() -> None:
    refused = ModelRelease(at=ago(2), model="m", version="3", decision="refused", metrics={"auc": 0.4})
    answer = told("model-quality-gate", refused)
    assert answer is not None
    assert answer.strength is Strength.PROVEN


def test_a_rollback_proves_that_one_can() -> None:
    answer = told("rollback-ready", Deployment(at=ago(2), status="success", environment="prod", rollback=True))
    assert answer is not None
    assert answer.strength is Strength.PROVEN


def test_three_unattended_runs() -> None:
    runs = [a_run(day, trigger="schedule", service=True) for day in (1, 8, 15)]
    assert told("pipeline-runs-unattended", *runs) is not None
    assert told("pipeline-runs-unattended", *runs[:2]) is None
    assert told("pipeline-runs-unattended", *(a_run(day, trigger="manual") for day in (1, 8, 15))) is None
    assert told("pipeline-runs-unattended", *(a_run(day, trigger="manual", service=True) for day in (1, 8, 15))) is None
    assert told("pipeline-runs-unattended", *(a_run(day) for day in (1, 8, 15))) is None
    assert told("pipeline-runs-unattended", *(a_run(day, service=True) for day in (1, 8, 15))) is not None


GOAL = "Purpose: warn customers\nSuccess: fewer than 2 % complain\nUsed by: the order page"


def a_release(days: float, **changes: object) -> ModelRelease:
    given: dict[str, object] = {
        "at": ago(days), "model": "late", "version": "3", "decision": "registered", "owner": "Ann", "description": GOAL,
    }  # fmt: skip
    return ModelRelease(**{**given, **changes})  # type: ignore[arg-type]


def test_a_registry_that_names_owner_and_goal_is_somebodys_word() -> None:
    answer = told("owner-and-goal-named", a_release(9))
    assert answer is not None
    assert (answer.verdict, answer.strength, answer.decides) == (Verdict.MET, Strength.ATTESTED, True)
    assert told("owner-and-goal-named", a_release(9, owner=None)) is None
    assert told("owner-and-goal-named", a_release(9, description="Purpose: warn customers")) is None
    assert told("owner-and-goal-named", a_release(9), a_release(1, decision="retired")) is None


def test_rehearsed_records_count_for_nothing() -> None:
    runs = [a_run(day, simulated=True) for day in range(1, 9)]
    assert told("runs-recorded", *runs) is None
    assert len(records(*runs).of(PipelineRun, rehearsed=True)) == 8


def test_a_drill_proves_what_the_repository_shows() -> None:
    drill = Drill(at=ago(1), practice="rollback-ready", passed=True)
    practice = PRACTICES["rollback-ready"]
    assert with_records(practice, met("a command"), records(drill)).strength is Strength.PROVEN
    assert with_records(practice, unmet("nothing"), records(drill)).verdict is Verdict.UNMET


def test_the_newest_drill_counts() -> None:
    drills = [
        Drill(at=ago(9), practice="rollback-ready", passed=True),
        Drill(at=ago(1), practice="rollback-ready", passed=False, says="timed out"),
    ]
    judged = with_records(PRACTICES["rollback-ready"], met("a command"), records(*drills))
    assert judged.strength is Strength.FOUND
    assert "failed: timed out" in judged.because


@pytest.mark.parametrize("practice", sorted(PRACTICES))
def test_silence_says_nothing(practice: str) -> None:
    assert PRACTICES[practice].shown(Records(NOW)) is None


STRENGTHS = st.sampled_from([Strength.FOUND, Strength.PRACTISED, Strength.PROVEN])
JUDGEMENTS = st.sampled_from([met("a"), partial("a"), unmet("a"), not_applicable("a")])


@given(JUDGEMENTS, STRENGTHS, st.sampled_from([Verdict.MET, Verdict.PARTIAL, Verdict.UNMET]))
def test_records_that_do_not_decide_change_no_verdict_and_weaken_nothing(
    judgement: object, strength: Strength, verdict: Verdict
) -> None:
    after = shown(judgement, Shown(verdict, "b", ago(1), strength))  # type: ignore[arg-type]
    assert after.verdict is judgement.verdict  # type: ignore[attr-defined]
    assert after.strength >= judgement.strength  # type: ignore[attr-defined]


def test_records_that_decide_stand_in_place_of_the_repository() -> None:
    after = shown(unmet("nothing here"), Shown(Verdict.MET, "seen there", ago(1), decides=True))
    assert (after.verdict, after.because, after.strength) == (Verdict.MET, "seen there", Strength.PRACTISED)
    assert shown(not_applicable("no"), Shown(Verdict.MET, "b", ago(1), decides=True)).verdict is Verdict.NOT_APPLICABLE


def test_older_records_of_the_same_strength_do_not_age_the_judgement() -> None:
    fresh = met("git", strength=Strength.PRACTISED, seen_at=ago(1))
    assert shown(fresh, Shown(Verdict.MET, "b", ago(50))).seen_at == ago(1)


def test_names() -> None:
    assert is_program("renovate[bot]")
    assert not is_program("ann")
    assert is_production("production")
    assert is_production("eu-prod")
    assert not is_production("staging")


def test_a_drill_of_what_is_no_practice_is_told() -> None:
    drills = records(
        Drill(at=ago(1), practice="rolback-ready", passed=True),
        Drill(at=ago(1), practice="rollback-ready", passed=True),
    )
    (note,) = strangers(PRACTICES, drills)
    assert "rolback-ready" in note.text
    assert "did you mean rollback-ready?" in note.text
