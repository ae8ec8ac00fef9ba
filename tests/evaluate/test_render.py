"""An evaluation as a person reads it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from rung.assess.formats.base import View
from rung.assess.report.style import Style
from rung.cli.evaluation_printing import evaluation_text
from rung.domain.evaluation import (
    CalibrationBin,
    Comparison,
    Evaluation,
    FairnessGroup,
    FairnessResult,
    GateResult,
    GroupRate,
    Interval,
    LeftOutGroup,
    SliceResult,
)
from rung.evaluate.render import evaluation_lines, evaluation_markdown


def parity(metric: str, column: str = "sex") -> FairnessResult:
    groups = tuple(
        FairnessGroup(sex, rows, (GroupRate("selection rate", rate, rows),))
        for sex, rows, rate in (("female", 1_204, 0.3), ("male", 2_010, 0.4512))
    )
    return FairnessResult(
        metric=metric, column=column, value=0.1512, interval=Interval(0.1512, 0.118, 0.184), groups=groups,
        left_out=(LeftOutGroup("other", 12, "12 rows, and 50 are needed"),),
        rate="selection rate", lowest="female", highest="male",
    )  # fmt: skip


WHOLE = Evaluation(
    model="flights",
    at=datetime(2026, 11, 28, tzinfo=UTC),
    rows=13_402,
    holdout="the latest 14 days",
    dataset="flights@3f9c",
    metrics={"accuracy": 0.71, "roc_auc": 0.6612, "log_loss": 0.61},
    undefined={"brier": "brier needs scores, and the model gives classes only"},
    comparisons=(
        Comparison("baseline", "roc_auc", 0.5, Interval(0.1612, 0.15, 0.172), 13_402),
        Comparison("champion flights@7", "roc_auc", 0.66, Interval(0.0012, -0.0005, 0.003), 13_402),
        Comparison("baseline", "log_loss", 0.69, Interval(-0.08, -0.09, -0.07), 13_402),
        Comparison("champion flights@7", "log_loss", 0.6, Interval(0.01, 0.002, 0.018), 13_402),
    ),
    slices=(
        SliceResult("carrier", "UA", "roc_auc", 0.67, 4_000),
        SliceResult("carrier", "HA", "roc_auc", 0.541, 61),
        SliceResult("carrier", "DL", "roc_auc", 0.6, 3_000),
        SliceResult("carrier", "B6", "roc_auc", 0.65, 2_000),
        SliceResult("carrier", "OO", "roc_auc", None, 3, "3 rows, and 50 are needed"),
    ),
    fairness=(
        *map(parity, ("demographic_parity_ratio", "equal_opportunity_difference", "equalized_odds_difference")),
        parity("demographic_parity_difference"),
        FairnessResult(metric="x", column="age", value=None, why="age has 1,300 values, and is an id"),
    ),
    calibration=tuple(
        CalibrationBin(number / 10, number / 10 + 0.09, number / 10 + 0.05, number / 10 + 0.05 - 0.1 * (number == 7), 1_340)
        for number in range(10)
    ),
    latency_ms={"p99": 12.0},
    gates=(
        GateResult("roc_auc >= 0.65", True, "roc_auc 0.6612 is at least 0.65 on 13,402 rows"),
        GateResult("demographic_parity_difference( sex ) <= 0.1", False, "demographic_parity_difference by sex is 0.1512, above 0.1: " + "words " * 20),
    ),
    decides="roc_auc",
    lower_is_better=("log_loss",),
)  # fmt: skip

SEEN = """\
flights: refused by 1 of 2 gates (13,402 rows, the latest 14 days, of flights@3f9c)
 roc_auc   0.6612    baseline            0.5       +0.1612 (+0.1500 to +0.1720)
                     champion flights@7  0.66      +0.0012 (-0.0005 to +0.0030)
 log_loss  0.61      champion flights@7  0.6       +0.0100 (+0.0020 to +0.0180)
 accuracy 0.71 · latency p99 12 ms
 ○ brier: brier needs scores, and the model gives classes only
Slices, worst first; 1 better; left out: carrier OO (3 rows, and 50 are needed)
 carrier HA  roc_auc  0.541     61 rows
 carrier DL  roc_auc  0.6    3,000 rows
 carrier B6  roc_auc  0.65   2,000 rows
Fairness; 1 more; left out: sex other (12 rows, and 50 are needed); not known: age (age has 1,300
  values, and is an id)
 demographic_parity_difference(sex)  0.1512  (0.118 to 0.184)  female 0.3, male 0.451
 demographic_parity_ratio(sex)       0.1512  (0.118 to 0.184)  female 0.3, male 0.451
 equal_opportunity_difference(sex)   0.1512  (0.118 to 0.184)  female 0.3, male 0.451
Calibration, furthest off: scores 0.7 to 0.79 say 0.75, 0.65 came true (1,340 rows)
 mean score  0.05  0.25  0.45  0.65  0.85
 came true   0.05  0.25  0.45  0.65  0.85
Gates
 ✓ roc_auc 0.6612 is at least 0.65 on 13,402 rows
 ✕ demographic_parity_difference by sex is 0.1512, above 0.1: words words words words words words
   words words words words words words words words words words words words words words
"""


def test_what_a_person_reads() -> None:
    assert "\n".join(evaluation_lines(WHOLE)) + "\n" == SEEN


def test_slices_of_an_error_are_worst_where_it_is_largest() -> None:
    wrong = replace(WHOLE, decides="log_loss", slices=tuple(replace(each, metric="log_loss") for each in WHOLE.slices))
    lines = evaluation_lines(wrong)
    at = next(number for number, line in enumerate(lines) if line.startswith("Slices"))
    assert [line.split()[1] for line in lines[at + 1 : at + 4]] == ["UA", "B6", "DL"]


@pytest.mark.parametrize("width", [40, 72, 100, 120])
def test_lines_fit_where_they_can(width: int) -> None:
    longest = max(map(len, evaluation_lines(WHOLE, width)))
    assert longest <= max(width, 80)
    assert max(map(len, evaluation_lines(WHOLE, 100))) <= 100


def test_little_is_said_of_little() -> None:
    little = Evaluation(
        model="m", at=WHOLE.at, rows=9, holdout="9 rows", dataset="d@1", metrics={}, undefined={"f1": "no rows"}
    )
    assert evaluation_lines(little) == ["m: no gates (9 rows, 9 rows, of d@1)", " ○ f1: no rows"]


def test_ascii_and_colour_say_the_same() -> None:
    plain = evaluation_text(WHOLE, View())
    assert plain == SEEN
    ascii_only = evaluation_text(WHOLE, View(style=Style(ascii=True)))
    assert ascii_only.isascii()
    assert " + roc_auc 0.6612 is at least" in ascii_only
    assert " x demographic_parity_difference by sex" in ascii_only
    coloured = evaluation_text(WHOLE, View(style=Style(colour=True)))
    assert " \x1b[31m✕\x1b[0m demographic" in coloured
    assert " \x1b[32m✓\x1b[0m roc_auc" in coloured


def test_a_stranger_cannot_write_to_the_terminal_or_leave_the_block() -> None:
    evil = replace(WHOLE, slices=(SliceResult("carrier", "\x1b[2J\u202e", "roc_auc", 0.5, 60),), model="a\n```\nb")
    assert "\x1b" not in evaluation_text(evil, View())
    assert "\u202e" not in evaluation_text(evil, View())
    text = evaluation_markdown(evil)
    assert not {"\x1b", "\u202e"} & set(text)
    assert text.startswith("````text\n")
    assert text.endswith("\n````\n")
    assert text.count("````") == 2
