from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from factories import a_finding, an_assessment, some_findings
from rung.assess.formats import View, format_named
from rung.assess.report.style import Style
from rung.domain import Assessment, Kind, Level, Place, Verdict
from rung.domain.assessment import Hollow, Note, Waiver

GOLDEN = Path(__file__).parent / "golden"


def full() -> Assessment:
    """One project with every section of the report."""
    return an_assessment(
        notes=(
            Note("disregarded", "requirements.txt names mlflow, nothing calls it", (Place("requirements.txt", 3),)),
            Note("source", "shallow clone: history is cut at 1 commit"),
        ),
        hollow=(
            Hollow(
                "drift-triggered-retraining",
                Level.OPTIMIZED,
                "data-drift-monitored",
                Level.SCALABLE,
                "It retrains on noise",
            ),
        ),
        up_to=Level.AUTOMATED,
    )


def several() -> list[Assessment]:
    return [
        an_assessment(project="api", path="services/api"),
        an_assessment(project="docs", path="docs", kind=Kind.EXAMPLE),
        an_assessment(
            project="links", path="links", kind=Kind.NOT_ML, configured_level=None, proven_level=None, index=None
        ),
    ]


CASES = {
    "full": ([full()], View(width=100)),
    "narrow_ascii_all": ([full()], View(width=60, style=Style(ascii=True), everything=True)),
    "target": (
        [an_assessment(target=Level.REPEATABLE, target_reason="a research prototype")],
        View(width=80),
    ),
    "not_ml": (
        [
            an_assessment(
                kind=Kind.NOT_ML,
                kind_because="a list of links, no code",
                configured_level=None,
                up_to=None,
                proven_level=None,
                index=None,
                shares=(),
            )
        ],
        View(width=80),
    ),
    "template": ([an_assessment(kind=Kind.TEMPLATE, kind_because="placeholders in 9 paths")], View(width=80)),
    "several": (several(), View(width=100)),
}


@pytest.mark.parametrize("name", CASES)
def test_report_is_as_reviewed(name: str) -> None:
    assessments, view = CASES[name]
    text = format_named("terminal").render(assessments, view)
    # To renew after a change that was wanted: write `text` to the file, and read the diff.
    assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_colour_adds_nothing_but_codes() -> None:
    import re

    plain = format_named("terminal").render([full()], View(everything=True))
    coloured = format_named("terminal").render([full()], View(everything=True, style=Style(colour=True)))
    assert coloured != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_long_list_of_gaps_says_how_many_are_left_out() -> None:
    gaps = [a_finding(f"gap-{number}", Verdict.UNMET, 3) for number in range(13)]
    text = format_named("terminal").render([an_assessment([*some_findings()[:3], *gaps])])
    assert text.count("✕ gap-") == 8
    assert "… and 5 more: rung assess --all" in text


def test_share_just_below_the_threshold_does_not_read_as_reached() -> None:
    findings = [a_finding(f"p{n}", Verdict.MET if n < 599 else Verdict.UNMET, 3) for n in range(1000)]
    assert " 59 %" in format_named("terminal").render([an_assessment(findings)])


def test_control_characters_of_file_names_do_not_reach_the_terminal() -> None:
    nasty = a_finding("data-versioned", Verdict.UNMET, 3, because="see \x1b]0;owned\x07\nlevel 5 \u202e \udcff")
    text = format_named("terminal").render([an_assessment([nasty])])
    assert not any(each in text for each in ("\x1b", "\x07", "\u202e", "\udcff"))
    assert "\\x1b" in text


def test_waived_practices_are_counted_and_shown_with_their_end() -> None:
    waiver = Waiver("capacity-managed", "platform lead", "single machine", date(2027, 3, 31))
    waived = a_finding("capacity-managed", Verdict.WAIVED, 3, waiver=waiver, underlying=Verdict.UNMET)
    assessment = an_assessment([*some_findings()[:3], waived])
    assert "1 waived: rung assess --all" in format_named("terminal").render([assessment])
    assert "waived until 2027-03-31 by platform lead: single machine" in format_named("terminal").render(
        [assessment], View(everything=True)
    )


def test_no_line_is_wider_than_asked() -> None:
    for width in (60, 72, 100):
        for everything in (False, True):
            text = format_named("terminal").render([full()], View(width=width, everything=everything))
            assert max(map(len, text.splitlines())) <= width, (width, everything)


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("width", [40, 47, 60, 80])
def test_no_line_is_wider_than_the_terminal(width: int, *, everything: bool) -> None:
    long = a_finding("pipeline-failure-reaches-a-person", Verdict.UNMET, 3, because="nothing tells anybody " * 4)
    one = an_assessment([*some_findings(), long], notes=full().notes, hollow=full().hollow)
    for assessments in ([one], several(), several() * 2):
        text = format_named("terminal").render(assessments, View(width=width, everything=everything))
        wide = [line for line in text.splitlines() if len(line) > width and " " in line.strip()]
        assert not wide, "a terminal would break these in the middle of a word"


def test_commands_stay_whole_where_it_is_narrow() -> None:
    text = format_named("terminal").render([full()], View(width=40))
    assert " Next: rung plan\n Why: rung explain ci-on-every-change\n" in text


def test_place_in_a_notebook_says_its_cell() -> None:
    gap = a_finding("gap", Verdict.UNMET, 3, because="nothing is set", places=(Place("eda.ipynb", 1, "cell 7"),))
    text = format_named("terminal").render([an_assessment([gap])], View())
    assert "nothing is set (eda.ipynb cell 7)" in text


def test_names_of_jobs_are_not_part_of_the_spot() -> None:
    assert Place("ci.yml", 4, "job train").spot == "ci.yml:4"
    assert str(Place("ci.yml", 4, "job train")) == "ci.yml:4 (job train)"
    assert str(Place("eda.ipynb", 1, "cell 7")) == "eda.ipynb cell 7"
