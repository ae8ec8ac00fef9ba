from __future__ import annotations

import json
from datetime import date

import pytest

from factories import a_finding, an_assessment
from rung.assess.report.style import PLAIN
from rung.domain import Level, Strength, Verdict, WaitsFor
from rung.plan import make_plan, what_if
from rung.plan.render import plan_json, plan_lines, what_if_lines

UNMET = Verdict.UNMET
TODAY = date(2026, 11, 23)

EXPECTED = """\
fraud-scoring · level 2 · index 2.0

 To level 3 Automated: 2 steps

 1. ci-on-every-change   hours of work
    now      unmet, no CI definition found
    do       do ci-on-every-change
    or else  Nobody can say which run made the model
    unlocks  automated-deployment
    brings   level 3 from 16 % to 50 %

 2. automated-deployment   hours of work
    now      partial, deploy.sh is run by a person
    do       do automated-deployment
    or else  Nobody can say which run made the model
    brings   level 3, index 2.5 (from 50 % to 66 %)

 Cannot be seen from here; show them first, they may stand already
 - changes-reviewed  do changes-reviewed

 Set up, and still to be shown
 ○ data-versioned  records of it happening, earliest 14 December 2026

 Why: rung explain PRACTICE      What if: rung plan --if PRACTICE"""


def test_plan_is_as_reviewed() -> None:
    assert "\n".join(plan_lines(make_plan(an_assessment(), today=TODAY), PLAIN, 90)) == EXPECTED


def test_what_waits_stands_apart_with_its_day() -> None:
    review = a_finding("review", UNMET, waits_for=WaitsFor.PEOPLE, wait_days=21, min_strength=Strength.PRACTISED)
    after = a_finding("after", UNMET, needs=("review",))
    grown = a_finding("grown", UNMET, waits_for=WaitsFor.TIME, wait_days=21)
    found = (review, after, grown, a_finding("own", UNMET), a_finding("top", UNMET, 3))
    value = an_assessment(found, configured_level=Level.MANUAL)
    text = "\n".join(plan_lines(make_plan(value, today=TODAY), PLAIN, 100))
    assert "To level 2 Repeatable: 3 steps, earliest 14 December 2026" in text
    head, later = text.split("\n What only time or other people give\n")
    assert " 1. own   hours of work\n" in head
    assert "review   hours of work, somebody besides you acts, earliest 14 December 2026\n" in later
    assert "after   hours of work, after review, earliest 14 December 2026\n" in later
    assert "Step 2: set up by work, proven by records or a drill, earliest 4 January 2027" in later


@pytest.mark.parametrize("width", [40, 60])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    long = a_finding("pipeline-failure-reaches-a-person", UNMET, 3, because="nothing tells anybody " * 4)
    value = an_assessment([*an_assessment().findings, long], notes=())
    lines = plan_lines(make_plan(value, today=TODAY), PLAIN, width)
    assert not [line for line in lines if len(line) > width and len(line[13:].split()) > 1]


def test_json_has_the_steps_in_order() -> None:
    value = json.loads(json.dumps(plan_json(make_plan(an_assessment(), today=TODAY))))
    assert [each["practice"] for each in value["steps"]] == ["ci-on-every-change", "automated-deployment"]
    assert value["goal"] == 3
    assert value["reaches_goal"] is True


def test_stopped_plan_says_why() -> None:
    stopped = make_plan(an_assessment(target=Level.REPEATABLE, target_reason="a prototype"), today=TODAY)
    assert plan_lines(stopped, PLAIN, 90)[0] == "fraud-scoring: target 2 reached: a prototype"


def test_what_if_shows_both_readings() -> None:
    lines = what_if_lines(what_if(an_assessment(), ["ci-on-every-change", "changes-reviewed"]), PLAIN, 80)
    assert " configured  2 → 3" in lines
