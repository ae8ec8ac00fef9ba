"""The project moved, or the ladder did."""

from __future__ import annotations

import json
from typing import Any

from factories import a_finding, an_assessment
from rung.assess.compare import Cause, Change, Comparison, Standing, compare
from rung.assess.formats.json import project
from rung.domain import Strength, Verdict


def ids(changes: tuple[Change, ...]) -> list[str]:
    return [each.practice for each in changes]


BEFORE = an_assessment(
    [
        a_finding("better", Verdict.PARTIAL),
        a_finding("worse", Verdict.MET),
        a_finding("other", Verdict.UNMET),
        a_finding("same", Verdict.MET),
        a_finding("older", Verdict.MET, strength=Strength.PROVEN, min_strength=Strength.PROVEN),
        a_finding("gone", Verdict.MET),
    ]
)
AFTER = an_assessment(
    [
        a_finding("better", Verdict.MET),
        a_finding("worse", Verdict.UNKNOWN),
        a_finding("other", Verdict.UNKNOWN),
        a_finding("same", Verdict.MET),
        a_finding("older", Verdict.MET, strength=Strength.PRACTISED, min_strength=Strength.PROVEN),
        a_finding("new", Verdict.UNMET),
    ]
)


def test_each_practice_is_in_one_list() -> None:
    result = compare(BEFORE, AFTER)
    assert not result.ladder_moved
    assert ids(result.gained) == ["better"]
    assert ids(result.lost) == ["older", "worse"]
    assert ids(result.changed) == ["other"]
    assert (result.added_practices, result.removed_practices) == (("new",), ("gone",))
    assert {each.cause for each in result.lost} == {Cause.PROJECT}


def test_lapsed_evidence_is_told_from_a_lost_verdict() -> None:
    assert {each.practice: each.lapsed for each in compare(BEFORE, AFTER).lost} == {"older": True, "worse": False}


def test_another_version_of_the_ladder_may_be_the_cause() -> None:
    result = compare(BEFORE, an_assessment(AFTER.findings, ladder_version="2"))
    assert result.ladder_moved
    assert {each.cause for each in (*result.gained, *result.lost)} == {Cause.LADDER_OR_PROJECT}


def test_published_json_compares_like_the_value() -> None:
    read = json.loads(json.dumps(project(BEFORE)))
    assert compare(read, AFTER) == compare(BEFORE, AFTER)


def test_nothing_changed() -> None:
    result = compare(BEFORE, BEFORE)
    assert (result.gained, result.lost, result.changed) == ((), (), ())


def between(before: Verdict, after: Verdict, **changes: Any) -> Comparison:
    return compare(
        an_assessment([a_finding("it", before, **changes)]), an_assessment([a_finding("it", after, **changes)])
    )


def test_half_is_more_than_nothing_and_less_than_all() -> None:
    weak = {"strength": Strength.FOUND, "min_strength": Strength.PROVEN}
    assert ids(between(Verdict.PARTIAL, Verdict.MET, **weak).gained) == ["it"]
    for nothing in (Verdict.UNMET, Verdict.UNKNOWN, Verdict.WAIVED, Verdict.NOT_APPLICABLE):
        assert ids(between(nothing, Verdict.PARTIAL, **weak).gained) == ["it"]
        assert ids(between(Verdict.PARTIAL, nothing, **weak).lost) == ["it"]


def test_what_stands_as_before_has_not_lapsed() -> None:
    same = Standing(Verdict.MET, Strength.FOUND, True, "seen")
    assert not Change("it", same, same, Cause.PROJECT).lapsed
