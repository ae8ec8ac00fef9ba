from __future__ import annotations

from factories import a_finding, an_assessment
from rung.assess.report.gaps import gaps_to_next, to_prove, unlocks
from rung.domain import Effort, Level, Strength, Verdict


def test_what_others_wait_for_comes_first_and_the_unseen_last() -> None:
    found = [
        a_finding("unseen", Verdict.UNKNOWN, 3),
        a_finding("blocked", Verdict.UNMET, 3, needs=("root",)),
        a_finding("dear", Verdict.UNMET, 3, effort=Effort.WEEKS),
        a_finding("half", Verdict.PARTIAL, 3),
        a_finding("root", Verdict.UNMET, 3, effort=Effort.DAYS),
        a_finding("advice", Verdict.UNMET, 3, gating=False),
    ]
    assert [each.id for each in gaps_to_next(an_assessment(found))] == ["root", "half", "dear", "blocked", "unseen"]


def test_to_prove_lists_what_is_set_up_before_what_is_missing() -> None:
    found = [
        a_finding("missing", Verdict.UNMET),
        a_finding("weak", min_strength=Strength.PROVEN),
        a_finding("held"),
        a_finding("higher", Verdict.UNMET, 3),
    ]
    assert [each.id for each in to_prove(an_assessment(found), Level.REPEATABLE)] == ["weak", "missing"]


def test_only_unfinished_practices_are_unlocked() -> None:
    found = [a_finding("a", Verdict.UNMET), a_finding("b", Verdict.UNMET, needs=("a",)), a_finding("c", needs=("a",))]
    assert unlocks(an_assessment(found)) == {"a": ("b",)}
