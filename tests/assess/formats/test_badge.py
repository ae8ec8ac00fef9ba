from __future__ import annotations

from xml.etree import ElementTree as ET

from factories import an_assessment
from rung.assess.formats import format_named
from rung.assess.formats.badge import text_width
from rung.domain import Assessment, Kind, Level

SVG = "{http://www.w3.org/2000/svg}"


def title(*assessments: Assessment) -> str:
    root = ET.fromstring(format_named("badge").render(assessments))
    found = root.findtext(f"{SVG}title")
    assert root.get("role") == "img"
    assert root.get("aria-label") == found
    return found or ""


def test_level_and_its_name() -> None:
    assert title(an_assessment()) == "rung: level 2 · Repeatable"


def test_no_level() -> None:
    assert title(an_assessment(kind=Kind.NOT_ML, configured_level=None)) == "rung: no level"


def test_template_says_so() -> None:
    assert title(an_assessment(kind=Kind.TEMPLATE)) == "rung: level 2 · Repeatable (as if a project)"


def test_several_projects_show_the_span() -> None:
    assert title(an_assessment(), an_assessment(configured_level=Level.SCALABLE)) == "rung: levels 2 to 4 · 2 projects"


def test_wider_words_get_more_room() -> None:
    assert text_width("wide") > text_width("till")


def test_nothing_is_loaded_from_elsewhere() -> None:
    text = format_named("badge").render([an_assessment()])
    assert text.count("http") == 1
    assert "href" not in text
