from __future__ import annotations

import html
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from factories import a_finding, an_assessment
from rung.assess.formats import View, format_named
from rung.assess.report.markdown import escaped
from rung.domain import Assessment, Kind, Place, Verdict
from rung.domain.assessment import Waiver


def rendered(*assessments: Assessment, view: View | None = None) -> str:
    return format_named("markdown").render(assessments, view or View())


def test_level_gaps_and_folded_details() -> None:
    text = rendered(an_assessment())
    assert text.startswith("### Rung: fraud-scoring is on level 2 · Repeatable (index 2.0)")
    assert "**Missing to level 3**" in text
    assert "https://github.com/acme/fraud/blob/3f9c2a1d" in text
    assert text.index("<details>") < text.index("`drift-triggered-retraining`")


def test_changes_against_a_baseline_worst_first() -> None:
    before = {"": {"runs-recorded": Verdict.MET, "data-versioned": Verdict.UNMET}}
    text = rendered(an_assessment(), view=View(before=before))
    assert text.index("| `runs-recorded` | met | partial |") < text.index("| `data-versioned` | unmet | met |")


def test_nothing_changed_says_nothing() -> None:
    assert "Changed" not in rendered(an_assessment(), view=View(before={"": {"runs-recorded": Verdict.PARTIAL}}))


def test_file_names_cannot_inject_markup() -> None:
    nasty = "x | <img src=x onerror=1> `code` [a](javascript:b) @team\n# head"
    text = rendered(an_assessment([a_finding("gap", Verdict.UNMET, 3, because=nasty)]))
    for each in ("<img", "| <", "](javascript", "@team", "\n# head"):
        assert each not in text


def test_escaping_leaves_plain_words_alone() -> None:
    assert escaped("no limits in k8s/serve.yaml:12") == "no limits in k8s/serve.yaml:12"


def test_not_ml_has_no_ladder() -> None:
    text = rendered(an_assessment(kind=Kind.NOT_ML, configured_level=None, kind_because="a list of links"))
    assert "no level (a list of links)" in text
    assert "Optimized" not in text


def test_every_gap_has_its_remedy() -> None:
    text = rendered(an_assessment([a_finding("gap", Verdict.UNMET, 3, remedy="write a | table")]))
    assert "| ✕ | `gap` | gap was looked for | write a &#124; table |" in text


LONG = "ä|@<`" * 200


def crowd(projects: int, because: str = "nothing was found") -> list[Assessment]:
    places = (Place(LONG, 3),)
    findings = [a_finding(f"p{n}", Verdict.UNMET, 3, because=because, places=places) for n in range(73)]
    return [an_assessment(findings, project=f"p{n}{LONG}", path=f"p{n}") for n in range(projects)]


@pytest.mark.parametrize("projects", [1, 3, 40, 300])
@pytest.mark.parametrize("because", ["nothing was found", LONG])
def test_comment_never_gets_too_long(projects: int, because: str) -> None:
    text = rendered(*crowd(projects, because))
    assert len(text.encode()) < 65_536, "GitHub refuses it"
    assert text.count("<details>") == text.count("</details>")
    assert projects == 1 or f"{projects} projects" in text


def test_what_does_not_fit_is_named() -> None:
    text = rendered(*crowd(40))
    shown = text.count("### Rung: p")
    assert 0 < shown < 40
    assert f"_{40 - shown} projects left out, because a comment holds no more:" in text
    assert "The list of every practice" in text
    assert "left out" not in rendered(an_assessment())


def test_nobody_is_told_and_nothing_referred_to() -> None:
    text = escaped("@team #12 GH-12 !3 acme/fraud#4 me@acme.example")
    assert not re.search(r"[@#!]\w|GH-\d", html.unescape(text)), (
        "forges look for references after entities are resolved"
    )


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("|`<@#\n\r[]()\\"), max_size=60))
def test_table_rows_keep_their_cells(hostile: str) -> None:
    gap = a_finding("gap", Verdict.UNMET, 3, because=hostile, places=(Place(hostile or "x", 1),), remedy=hostile)
    text = rendered(an_assessment([gap], project=hostile))
    (row,) = [line for line in text.splitlines() if line.startswith("| ✕ | `gap` |")]
    assert row.count("|") == 5
    assert not {"<", "`", "@"} & set(row.replace("`gap`", ""))


def test_a_waiver_says_who_answers_until_when_and_why() -> None:
    waiver = Waiver("rollback-ready", "platform lead", "single VM | until March", date(2027, 3, 31))
    waived = replace(a_finding("rollback-ready", Verdict.WAIVED, 3), waiver=waiver)
    text = format_named("markdown").render([an_assessment(findings=(waived,))])
    assert "waived by platform lead until 2027-03-31: single VM &#124; until March" in text
