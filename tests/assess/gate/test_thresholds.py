from __future__ import annotations

from factories import an_assessment
from rung.assess.gate.judging import Asked, judge
from rung.assess.gate.thresholds import below_index, below_level, expired_waivers
from rung.domain import Kind, Level
from rung.domain.assessment import Note


def test_level_below_fails_and_says_what_could_be_seen() -> None:
    (fact,) = below_level([an_assessment(up_to=Level.AUTOMATED)], Level.AUTOMATED)
    assert fact.text == "level 2, at least 3 is asked for; up to 3 if all that cannot be seen stands"
    assert fact.command == "rung plan"


def test_level_that_nothing_unseen_could_raise_is_not_said_to_be_more() -> None:
    for up_to in (None, Level.REPEATABLE):
        (fact,) = below_level([an_assessment(up_to=up_to)], Level.AUTOMATED)
        assert fact.text == "level 2, at least 3 is asked for"


def test_no_index_fails() -> None:
    (fact,) = below_index([an_assessment(index=None)], 1)
    assert fact.text == "no index, at least 1 is asked for"


def test_project_of_a_monorepo_is_named() -> None:
    (fact,) = below_level([an_assessment(path="services/api")], Level.AUTOMATED)
    assert fact.text.startswith("services/api: level 2")
    assert fact.command == "rung plan -C services/api"


def test_no_level_fails() -> None:
    (fact,) = below_level([an_assessment(kind=Kind.NOT_ML, configured_level=None)], Level.REPEATABLE)
    assert "no level" in fact.text


def test_index_that_rounds_to_enough_is_shown_in_full() -> None:
    (fact,) = below_index([an_assessment(index=2.99)], 3.0)
    assert "index 2.9," in fact.text
    (close,) = below_index([an_assessment(index=2.74)], 2.7 + 0.045)
    assert "2.7" in close.text
    assert not list(below_index([an_assessment(index=2.7)], 2.7))


def test_expired_waiver_fails_and_others_do_not() -> None:
    expired = Note("waiver", "the promise of lead has run out", expired=True)
    word = Note("attestation", "attestation of ci by lead expired on 2026-01-01", expired=True)
    narrow = Note("waiver", "waiver of ci covers deploy only; the gap is also at x")
    facts = list(expired_waivers([an_assessment(notes=(expired, word, narrow))]))
    assert [each.text for each in facts] == [expired.text]


def test_parts_without_ml_do_not_hold_a_monorepo_back() -> None:
    docs = an_assessment(path="docs", kind=Kind.NOT_ML, configured_level=None)
    assert judge([an_assessment(path="api"), docs], Asked(min_level=Level.REPEATABLE)).passed


def test_shallow_clone_warns_with_the_fix() -> None:
    report = judge([an_assessment()], Asked(min_level=Level.REPEATABLE, shallow_fix="fetch-depth: 0"))
    assert report.passed
    assert report.warnings[0].command == "fetch-depth: 0"
