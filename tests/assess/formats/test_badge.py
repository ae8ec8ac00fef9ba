from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

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


def luminance(colour: str) -> float:
    """Relative luminance as the accessibility guidelines (WCAG 2.2) define it."""
    digits = colour.removeprefix("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("level", [*Level, None])
def test_text_can_be_read_on_its_ground(level: Level | None) -> None:
    root = ET.fromstring(format_named("badge").render([an_assessment(configured_level=level)]))
    grounds = [each.get("fill", "") for each in root.findall(f"{SVG}g/{SVG}rect")]
    inks = [each.get("fill", "") for each in root.findall(f"{SVG}g/{SVG}text")]
    assert len(grounds) == len(inks) == 2
    for ground, ink in zip(grounds, inks, strict=True):
        low, high = sorted((luminance(ground), luminance(ink)))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_levels_look_different() -> None:
    assert len({format_named("badge").render([an_assessment(configured_level=each)]) for each in Level}) == 5


def test_text_stays_inside() -> None:
    root = ET.fromstring(format_named("badge").render([an_assessment(kind=Kind.TEMPLATE)] * 1))
    rects = root.findall(f"{SVG}g/{SVG}rect")
    for rect, label in zip(rects, root.findall(f"{SVG}g/{SVG}text"), strict=True):
        assert float(label.get("textLength", 0)) <= float(rect.get("width", 0)) - 10
    assert sum(float(each.get("width", 0)) for each in rects) == float(root.get("width", 0))
