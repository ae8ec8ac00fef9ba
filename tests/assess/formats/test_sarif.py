from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import a_finding, an_assessment
from rung.assess.formats import View, format_named
from rung.assess.report.anchor import anchor_of
from rung.domain import Assessment, Kind, Level, Place, Verdict
from sarif_schema import LOG


def run(*assessments: Assessment, view: View | None = None) -> dict[str, Any]:
    log = json.loads(format_named("sarif").render(assessments, view or View()))
    jsonschema.Draft7Validator(LOG).validate(log)
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
    assert _uri(run(an_assessment([bare]), view=View(files=frozenset({"setup.cfg", "a.py"})))) == "setup.cfg"


@pytest.mark.parametrize("path", ["data/", "gone.py", "", "/etc/passwd", "../outside.py"])
def test_place_that_no_viewer_can_open_is_replaced(path: str) -> None:
    gap = a_finding("gap", Verdict.UNMET, places=(Place(path, 4), Place("src/train.py", 9)))
    files = frozenset({"README.md", "src/train.py"})
    assert _uri(run(an_assessment([gap]), view=View(files=files))) == "src/train.py"
    assert _uri(run(an_assessment([gap]), view=View(files=files - {"src/train.py"}))) == "README.md"


def test_repository_without_files_has_no_results() -> None:
    assert run(an_assessment(), view=View(files=frozenset()))["results"] == []


@pytest.mark.parametrize(
    ("folder", "files", "expected"),
    [
        ("", {"z.py", "Readme.txt", "a.py"}, "Readme.txt"),
        ("api", {"README.md", "api/README.md"}, "api/README.md"),
        ("api", {"README.md", "api/train.py"}, "README.md"),
        ("api", {"api/pyproject.toml", "README.md"}, "api/pyproject.toml"),
        ("api", {"lib/a.py", "api/x/train.py"}, "api/x/train.py"),
        ("", {"docs/README.md", "b.py"}, "b.py"),
        ("", set(), None),
    ],
)
def test_anchor_is_the_readme_nearest_to_the_project(folder: str, files: set[str], expected: str | None) -> None:
    assert anchor_of(folder, files) == expected


def test_fingerprint_moves_neither_with_the_line_nor_with_the_file() -> None:
    def mark(line: int, path: str = "train.py", practice: str = "runs-recorded", project: str = "") -> dict[str, str]:
        gap = a_finding(practice, Verdict.UNMET, places=(Place(path, line),))
        prints: dict[str, str] = run(an_assessment([gap], path=project))["results"][0]["partialFingerprints"]
        return prints

    assert mark(3) == mark(99) == mark(3, "other.py")
    assert len({str(mark(3, practice=p, project=q)) for p in ("a", "b") for q in ("", "api")}) == 4


def test_fingerprints_of_one_upload_differ() -> None:
    results = run(*(an_assessment(path=path, prefix=path) for path in ("api", "batch")))["results"]
    marks = [each["partialFingerprints"]["primaryLocationLineHash"] for each in results]
    assert len(set(marks)) == len(marks) > 3


def test_long_texts_are_clipped_to_what_code_scanning_takes() -> None:
    gap = a_finding("gap", Verdict.UNMET, statement="s" * 3000, why="w" * 3000)
    rule = run(an_assessment([gap]))["tool"]["driver"]["rules"][0]
    assert len(rule["shortDescription"]["text"]) == len(rule["fullDescription"]["text"]) == 1024


def test_chosen_project_does_not_overwrite_the_others() -> None:
    def category(*assessments: Assessment) -> str:
        id_: str = run(*assessments)["automationDetails"]["id"]
        return id_

    assert category(an_assessment(path="ml/api")) == "rung/assess/ml/api/"
    assert category(an_assessment(path="a"), an_assessment(path="b")) == category(an_assessment()) == "rung/assess/"


def test_provenance_and_category() -> None:
    only = run(an_assessment())
    assert only["versionControlProvenance"][0]["repositoryUri"] == "https://github.com/acme/fraud"
    assert only["automationDetails"]["id"] == "rung/assess/"


def test_what_is_not_ml_has_no_results() -> None:
    assert run(an_assessment(kind=Kind.NOT_ML, configured_level=None))["results"] == []


def _uri(only: dict[str, Any]) -> str:
    uri: str = only["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    return uri
