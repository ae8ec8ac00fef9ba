"""The page: whole, self-contained, and safe whatever a repository calls its files."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from factories import a_finding, an_assessment
from rung.assess.formats.base import View
from rung.assess.formats.html import Html
from rung.assess.timeline.base import Move, Point, Timeline
from rung.domain import Kind, Level, Place, Verdict

VOID = {"meta", "rect", "path", "line", "circle", "img", "br"}
HOSTILE = "<img src=x onerror=alert(1)>\"'&\x1b[31m\u202e.py"


class Read(HTMLParser):
    """What a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), f"{tag} {name}"
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def read(text: str) -> Read:
    parser = Read()
    parser.feed(text)
    assert parser.open == []
    return parser


def a_timeline() -> Timeline:
    points = tuple(
        Point(
            f"{month}" * 40, datetime(2026, month, 1, tzinfo=UTC), "t", Kind.PROJECT, Level(level), None, 1.0, {}, "1"
        )
        for month, level in ((1, 1), (2, 2), (3, 1))
    )
    moves = (
        Move("2" * 40, points[1].when, HOSTILE, Level(1), Level(2), ("model-card",), ()),
        Move("3" * 40, points[2].when, "undo", Level(2), None, (), ("model-card",)),
    )
    return Timeline("flights", "month", points, moves, 40, 3)


def test_one_project_is_whole_and_loads_nothing() -> None:
    text = Html().render([an_assessment()], View(timeline=a_timeline()))
    found = read(text)
    assert not {"script", "link", "iframe", "img"} & set(found.tags)
    assert "default-src &#x27;none&#x27;" in text or "default-src 'none'" in text
    assert len(found.ids) == len(set(found.ids))
    assert not re.search(r"url\(|@import", text)
    assert "1 → 2" in found.words
    assert "2 → –" in found.words


def test_several_projects_stand_apart_in_one_document() -> None:
    found = read(Html().render([an_assessment(), an_assessment(path="b"), an_assessment(path="c")]))
    assert len(found.ids) == len(set(found.ids))
    assert {"#p0", "#p1", "#p2"} <= set(found.links)


@pytest.mark.parametrize("where", ["path", "because", "project", "remedy"])
def test_nothing_of_a_repository_becomes_markup(where: str) -> None:
    finding = a_finding(verdict=Verdict.PARTIAL, places=(Place(HOSTILE if where == "path" else "a.py", 1),))
    if where == "because":
        finding = a_finding(verdict=Verdict.PARTIAL, because=HOSTILE)
    if where == "remedy":
        finding = a_finding(verdict=Verdict.UNMET, remedy=HOSTILE)
    found = read(Html().render([an_assessment(findings=(finding,), project=HOSTILE if where == "project" else "x")]))
    assert "img" not in found.tags
    assert "\x1b" not in found.words
    assert "\u202e" not in found.words


def test_a_repository_without_machine_learning_has_no_ladder() -> None:
    text = Html().render([an_assessment(kind=Kind.NOT_ML, configured_level=None, kind_because="no model is made")])
    assert "no level (no model is made)" in text
    assert "<ol" not in text


def test_place_in_a_notebook_says_its_cell() -> None:
    gap = a_finding("gap", Verdict.UNMET, 3, places=(Place("eda.ipynb", 1, "cell 7"),))
    assert "eda.ipynb cell 7" in Html().render([an_assessment([gap])])
