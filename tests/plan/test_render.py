from __future__ import annotations

import json
from datetime import date

from factories import an_assessment
from rung.assess.report.style import PLAIN
from rung.domain import Level
from rung.plan import make_plan, what_if
from rung.plan.render import plan_json, plan_lines, what_if_lines

TODAY = date(2026, 11, 23)

EXPECTED = """\
fraud-scoring · level 2 · index 2.0

 To level 3 Automated: 2 steps

 1. ci-on-every-change   hours of work
    now      unmet, no CI definition found
    do       do ci-on-every-change
    or else  Nobody can say which run made the model
    unlocks  automated-deployment

 2. automated-deployment   hours of work
    now      partial, deploy.sh is run by a person
    do       do automated-deployment
    or else  Nobody can say which run made the model
    then     level 3, index 2.5

 Cannot be seen from here; show them first, they may stand already
 - changes-reviewed  do changes-reviewed

 Set up, and still to be shown
 ○ data-versioned  records of it happening, earliest 14 December 2026

 Why: rung explain PRACTICE      What if: rung plan --if PRACTICE,PRACTICE"""


def test_plan_is_as_reviewed() -> None:
    assert "\n".join(plan_lines(make_plan(an_assessment(), today=TODAY), PLAIN, 90)) == EXPECTED


def test_json_has_the_steps_in_order() -> None:
    value = json.loads(json.dumps(plan_json(make_plan(an_assessment(), today=TODAY))))
    assert [each["practice"] for each in value["steps"]] == ["ci-on-every-change", "automated-deployment"]
    assert value["goal"] == 3
    assert value["reaches_goal"] is True


def test_stopped_plan_says_why() -> None:
    stopped = make_plan(an_assessment(target=Level.REPEATABLE, target_reason="a prototype"), today=TODAY)
    assert plan_lines(stopped, PLAIN, 90)[0] == "fraud-scoring: target 2 reached: a prototype"


def test_what_if_shows_both_readings() -> None:
    lines = what_if_lines(what_if(an_assessment(), ["ci-on-every-change", "changes-reviewed"]), PLAIN)
    assert " configured  2 → 3" in lines
