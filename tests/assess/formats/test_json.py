from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from factories import a_finding, an_assessment
from rung.assess.formats import format_named
from rung.assess.formats.json import schema
from rung.domain import Assessment, Kind, Place, Verdict

PUBLISHED = Path(__file__).parents[3] / "docs" / "reference" / "assessment.schema.json"
NOT_ML = an_assessment(
    kind=Kind.NOT_ML, configured_level=None, up_to=None, proven_level=None, index=None, shares=(), profile=()
)


def rendered(*assessments: Assessment) -> dict[str, object]:
    value: dict[str, object] = json.loads(format_named("json").render(assessments))
    return value


@pytest.mark.parametrize("assessments", [[an_assessment()], [NOT_ML], [an_assessment(), NOT_ML]])
def test_output_fits_the_published_schema(assessments: list[Assessment]) -> None:
    jsonschema.Draft202012Validator(schema()).validate(rendered(*assessments))


def test_schema_refuses_what_lacks_a_key() -> None:
    broken = rendered(an_assessment())
    del broken["proven_level"]
    assert not jsonschema.Draft202012Validator(schema()).is_valid(broken)


def test_published_schema_is_current() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema(), "rung schema assessment > that file"


def test_no_level_is_null() -> None:
    value = rendered(NOT_ML)
    assert [value[key] for key in ("configured_level", "up_to", "proven_level", "index")] == [None] * 4


def test_several_projects_are_one_object() -> None:
    value = rendered(an_assessment(), NOT_ML)
    assert value["ladder_version"] == "1"
    assert isinstance(value["projects"], list)
    assert len(value["projects"]) == 2


def test_places_start_at_the_root_of_the_repository_and_link_to_the_commit() -> None:
    finding = a_finding(places=(Place("src/a b.py", 7),))
    value = json.loads(
        format_named("json").render([an_assessment([finding], path="services/api", prefix="services/api")])
    )
    place = value["practices"][0]["places"][0]
    assert place["path"] == "services/api/src/a b.py"
    assert place["url"].endswith("/services/api/src/a%20b.py#L7")


def test_names_that_are_not_utf8_give_strict_json() -> None:
    finding = a_finding(verdict=Verdict.UNMET, because="bad \udcff name", places=(Place("x\udcff.py"),))
    format_named("json").render([an_assessment([finding])]).encode("utf-8")
