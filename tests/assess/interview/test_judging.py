"""The fixed cases of the interview, and what holds for any answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import a_finding, an_assessment
from rung.assess.interview import QUESTIONS, Answer, describe
from rung.assess.interview.drawing import described_json, described_lines
from rung.assess.interview.form import empty_form, read_form
from rung.assess.interview.judging import Respondent
from rung.assess.interview.questions import next_question
from rung.assess.ladder import load_ladder
from rung.assess.report.style import PLAIN
from rung.domain import Level, Verdict
from rung.errors import ManifestError, UsageError

YES, PARTLY, NO = Answer.YES, Answer.PARTLY, Answer.NO
BASE = ("version-control", "data-versions", "repeatable-run", "runs-recorded", "documented", "compared")
AUTOMATED = ("ci", "deployment", "training", "stopped")
SCALED = ("registry", "components", "realtime", "alarms")
LOOP = ("retraining", "feedback", "proactive", "governed", "override")


def said(*yes: str, no: tuple[str, ...] = (), partly: tuple[str, ...] = (), level: int | None = None) -> Respondent:
    answers = {**dict.fromkeys(yes, YES), **dict.fromkeys(no, NO), **dict.fromkeys(partly, PARTLY)}
    return Respondent("ann", answers, Level(level) if level else None)


@pytest.mark.parametrize(
    ("respondent", "level"),
    [
        pytest.param(said(no=("version-control", "repeatable-run", "training", "deployment")), 1, id="ad-hoc scripts"),
        pytest.param(said("version-control", "documented", no=("training", "deployment")), 2, id="training by hand"),
        pytest.param(
            said("version-control", partly=("training",), no=("ci", "deployment")), 2, id="scripts without CI/CD"
        ),
        pytest.param(said(*AUTOMATED), 3, id="automated pipelines with CI/CD"),
        pytest.param(said(*AUTOMATED, "looked-at", no=("realtime",)), 3, id="monitoring by hand and seldom"),
        pytest.param(said(*AUTOMATED, *SCALED[:3], no=("retraining",)), 4, id="registry, components, real time"),
        pytest.param(said(*AUTOMATED, *SCALED, *LOOP[:3]), 5, id="drift-triggered, feedback, proactive"),
    ],
)
def test_fixed_cases(respondent: Respondent, level: int) -> None:
    described = describe([respondent])
    assert described.level == level
    assert described.hollow == ()


@pytest.mark.parametrize(
    "asked", [said(*BASE, "realtime", *LOOP, level=2), said(*BASE, "realtime", *LOOP, no=AUTOMATED)]
)
def test_level_2_with_real_time_monitoring_and_full_optimisation_is_a_contradiction(asked: Respondent) -> None:
    described = describe([asked])
    assert described.level == 2
    assert {each.id for each in described.hollow} == {"realtime", *LOOP}
    assert "is claimed on a base of level 2: level 3 does not stand" in described.contradictions[-1]


def test_from_2_to_3_the_first_advice_is_ci_cd() -> None:
    plan = describe([said(*BASE, no=("training", "deployment"))]).plan
    assert [each.id for each in plan[:3]] == ["ci", "deployment", "training"]
    assert all("CI/CD" in each.advice for each in plan[:3])


def test_lower_levels_that_were_not_asked_are_named() -> None:
    described = describe([said(*AUTOMATED)])
    assert described.assumed == (Level.REPEATABLE,)
    assert "assumed without having been asked: level 2" in "\n".join(described_lines(described, PLAIN, 100))


def test_respondents_who_disagree_are_shown_and_the_careful_answer_counts() -> None:
    other = Respondent("ben", {**dict.fromkeys(BASE, YES), "ci": NO})
    described = describe([said(*BASE, *AUTOMATED), other])
    ((question, given),) = described.disagreements
    assert (question.id, dict(given)) == ("ci", {"ann": YES, "ben": NO})
    assert described.shares[Level.AUTOMATED] == 0.75


def test_claims_that_the_repository_does_not_show() -> None:
    evidence = an_assessment([a_finding("ci-on-every-change", Verdict.UNMET, 3, because="no CI definition was found")])
    described = describe([said(*BASE, *AUTOMATED)], evidence)
    assert described.unbacked == (("ci-on-every-change", "no CI definition was found"),)
    assert described_json(described)["configured_level"] is None


def test_a_named_contradiction() -> None:
    described = describe([said("retraining", no=("training", "version-control"))])
    assert any(each.startswith("retraining is claimed and training is not") for each in described.contradictions)


ANSWERS = st.dictionaries(st.sampled_from([each.id for each in QUESTIONS]), st.sampled_from(list(Answer)))


@given(ANSWERS, st.sampled_from([each.id for each in QUESTIONS]))
def test_a_better_answer_never_lowers_the_level(answers: dict[str, Answer], question: str) -> None:
    if question in answers:
        better = {**answers, question: YES}
        assert describe([Respondent("a", better)]).level >= describe([Respondent("a", answers)]).level


@given(st.lists(st.sampled_from(list(Answer)), min_size=25, max_size=25))
def test_the_interview_ends_after_at_most_25_questions(given: list[Answer]) -> None:
    answers: dict[str, Answer] = {}
    for answer in given:
        question = next_question(answers)
        if question is None:
            break
        assert question.id not in answers
        answers[question.id] = answer
    assert next_question(answers) is None


def test_who_says_no_to_everything_is_asked_little() -> None:
    answers: dict[str, Answer] = {}
    while question := next_question(answers):
        answers[question.id] = NO
    assert len(answers) <= 10


def test_every_question_stands_for_practices_of_the_ladder() -> None:
    known = {card.id: card.level for card in load_ladder(group=None).cards}
    assert len(QUESTIONS) <= 25
    for question in QUESTIONS:
        assert question.practices
        assert all(practice in known for practice in question.practices), question.id


def test_the_form_comes_back_as_it_was_filled() -> None:
    text = empty_form().replace("  ci:\n", "  ci: Yes\n").replace("  training:\n", "  training: no\n")
    text = text.replace('respondent: ""', "respondent: platform lead").replace("stated_level: ", "stated_level: 2 ")
    respondent = read_form(text, "a.yaml")
    assert respondent == Respondent("platform lead", {"ci": YES, "training": NO}, Level.REPEATABLE)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("answers: {trainin: yes}", "there is no question trainin"),
        ("answers: {ci: maybe}", "'maybe' is no answer"),
        ("answers: [ci]", "there are no answers"),
        ("stated_level: 9\nanswers: {}", "9 is no level"),
        ("answers:\n  ci: yes\n  ci: no\n", "ci stands twice"),
    ],
)
def test_a_form_that_cannot_be_read_says_why(text: str, told: str) -> None:
    with pytest.raises((UsageError, ManifestError), match=told):
        read_form(text, "a.yaml")
