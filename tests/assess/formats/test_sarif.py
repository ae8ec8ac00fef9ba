from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from factories import a_finding, an_assessment
from rung.assess.formats import View, format_named
from rung.domain import Assessment, Kind, Level, Place, Verdict


def run(*assessments: Assessment, view: View | None = None) -> dict[str, Any]:
    log = json.loads(format_named("sarif").render(assessments, view or View()))
    assert log["version"] == "2.1.0"
    only: dict[str, Any] = log["runs"][0]
    return only


def test_gaps_up_to_the_next_level_are_results() -> None:
    results = run(an_assessment())["results"]
    assert [each["ruleId"] for each in results] == ["runs-recorded", "ci-on-every-change", "automated-deployment"]
    assert [each["level"] for each in results] == ["note", "warning", "note"]


def test_level_can_be_chosen() -> None:
    results = run(an_assessment(), view=View(max_level=Level.SCALABLE))["results"]
    assert results[-1]["ruleId"] == "capacity-managed"


def test_every_result_points_to_its_rule() -> None:
    only = run(an_assessment())
    rules = only["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in only["results"])
    assert all(rule["help"]["markdown"] and rule["shortDescription"]["text"] for rule in rules)


@given(st.text(min_size=1), st.integers(-5, 10**6))
def test_every_result_has_a_location_that_github_takes(path: str, line: int) -> None:
    gap = a_finding(verdict=Verdict.UNMET, places=(Place(path.replace("\ud800", "?"), line),))
    for each in run(an_assessment([gap, a_finding("other", Verdict.UNMET)]))["results"]:
        physical = each["locations"][0]["physicalLocation"]
        assert physical["region"]["startLine"] >= 1
        assert physical["artifactLocation"]["uri"].isascii()
        assert " " not in physical["artifactLocation"]["uri"]


def test_result_without_a_place_falls_back_to_a_file_that_exists() -> None:
    bare = a_finding("bare", Verdict.UNMET)
    known = a_finding("other", places=(Place("train.py"), Place("README.rst")))
    assert _uri(run(an_assessment([bare, known]))) == "README.rst"
    assert _uri(run(an_assessment([bare]), view=View(anchor="setup.cfg"))) == "setup.cfg"


def test_fingerprint_does_not_move_with_the_line() -> None:
    def mark(line: int, path: str = "train.py") -> dict[str, str]:
        gap = a_finding(verdict=Verdict.UNMET, places=(Place(path, line),))
        prints: dict[str, str] = run(an_assessment([gap]))["results"][0]["partialFingerprints"]
        return prints

    assert mark(3) == mark(99)
    assert mark(3) != mark(3, "other.py")


def test_provenance_and_category() -> None:
    only = run(an_assessment())
    assert only["versionControlProvenance"][0]["repositoryUri"] == "https://github.com/acme/fraud"
    assert only["automationDetails"]["id"] == "rung/assess/"


def test_what_is_not_ml_has_no_results() -> None:
    assert run(an_assessment(kind=Kind.NOT_ML, configured_level=None))["results"] == []


def _uri(only: dict[str, Any]) -> str:
    uri: str = only["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    return uri
