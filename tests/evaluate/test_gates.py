"""Gates as people write them, and what they say when they refuse."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.domain.evaluation import (
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
from rung.errors import ManifestError
from rung.evaluate.gates.reading import read_gates

WHERE = "rung.yaml:31"


def evaluation(**fields: object) -> Evaluation:
    given = {
        "model": "flights",
        "at": datetime(2026, 11, 28, tzinfo=UTC),
        "rows": 13_402,
        "holdout": "latest 14 days",
        "dataset": "flights@3f9c",
        "metrics": {"roc_auc": 0.6612, "brier": 0.18},
    }
    return Evaluation(**(given | fields))  # type: ignore[arg-type]


def judge(line: str, **fields: object) -> GateResult:
    (gate,) = read_gates([line], WHERE)
    return gate.judge(evaluation(**fields))


def champion(difference: tuple[float, float, float], value: float = 0.66) -> dict[str, object]:
    return {"comparisons": (Comparison("champion flights@7", "roc_auc", value, Interval(*difference), 13_402),)}


SLICES = {
    "slices": (
        SliceResult("carrier", "UA", "roc_auc", 0.67, 4_000),
        SliceResult("carrier", "HA", "roc_auc", 0.541, 61),
        SliceResult("carrier", "OO", "roc_auc", None, 3, "3 rows, and 50 are needed"),
    )
}


def fair(interval: tuple[float, float] | None, *left_out: tuple[str, int]) -> dict[str, object]:
    groups = tuple(
        FairnessGroup(sex, rows, (GroupRate("selection rate", rate, rows),))
        for sex, rows, rate in (("f", 1_204, 0.3), ("m", 2_010, 0.4512), ("(none)", 80, 0.4))
    )
    found = FairnessResult(
        metric="demographic_parity_difference", column="sex", value=0.1512,
        interval=interval and Interval(0.1512, *interval), groups=groups,
        left_out=tuple(LeftOutGroup(sex, rows, f"{rows} rows, and 50 are needed") for sex, rows in left_out),
        rate="selection rate", lowest="f", highest="m",
    )  # fmt: skip
    return {"fairness": (found,)}


UNSURE = FairnessResult(
    metric="demographic_parity_difference", column="sex", value=None, why="one group has enough rows, and two are needed",
    left_out=tuple(LeftOutGroup(sex, 9, "9 rows, and 50 are needed") for sex in "abcd"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "fields", "ok", "says"),
    [
        ("roc_auc >= 0.65", {}, True, "roc_auc 0.6612 is at least 0.65 on 13,402 rows"),
        ("roc_auc >= 0.67", {}, False, "roc_auc 0.6612 is below 0.67 on 13,402 rows"),
        ("brier<=.17", {}, False, "brier 0.18 is above 0.17 on 13,402 rows"),
        ("roc_auc > 0.66121", {"metrics": {"roc_auc": 0.661209}}, False, "roc_auc 0.661209 is not above 0.66121 on"),
        ("roc_auc >= 0.5", {"metrics": {}, "undefined": {"roc_auc": "all 9 rows are 0"}}, False, "roc_auc: all 9 rows are 0"),
        ("recall >= 0.5", {}, False, "recall: was not measured"),
        ("roc_auc >= 0.5", {"metrics": {"roc_auc": float("nan")}}, False, "roc_auc nan is below 0.5"),
        ("roc_auc >= champion - 0.005", {}, True, "there is no champion yet"),
        (
            "roc_auc >= champion - 0.005",
            champion((0.0012, -0.0005, 0.003)),
            True,
            "roc_auc 0.6612 is at least 0.655 = champion flights@7 0.66 - 0.005 "
            "(difference +0.0012, -0.0005 to +0.0030 on 13,402 rows)",
        ),
        (
            "roc_auc >= champion - 0.005",
            champion((-0.009, -0.02, 0.001), 0.6702),
            False,
            "roc_auc 0.6612 is below 0.6652 = champion flights@7 0.6702 - 0.005 "
            "(difference -0.0090, -0.0200 to +0.0010 on 13,402 rows; the rows are too few to be sure)",
        ),
        ("roc_auc >= champion", champion((0.0, 0.0, 0.0), 0.6612), True, "is at least 0.6612 = champion flights@7 0.6612 ("),
        ("brier <= champion", champion((0.0, 0.0, 0.0)), False, "brier was not compared with the champion"),
        ("roc_auc >= baseline + 0.05", {}, False, "roc_auc was not compared with the baseline"),
        (
            "worst slice(carrier).roc_auc >= 0.55",
            SLICES,
            False,
            "roc_auc of carrier HA is 0.541, below 0.55 (61 rows; 2 groups, 1 too small to say)",
        ),
        ("worst slice( carrier ).roc_auc >= 0.54", SLICES, True, "roc_auc of carrier HA is 0.541, at least 0.54"),
        ("worst slice(origin).roc_auc >= 0.54", SLICES, False, "roc_auc by origin: was not measured by group"),
        (
            "gap(carrier).roc_auc <= 0.1",
            SLICES,
            False,
            "roc_auc differs by 0.129 between carrier HA (0.541) and UA (0.67), above 0.1 (2 groups, 1 too small to say)",
        ),
        (
            "gap(carrier).roc_auc <= 0.1",
            {"slices": SLICES["slices"][:1]},
            False,
            "carrier has one group with enough rows, and a gap needs two",
        ),
        (
            "worst slice(carrier).roc_auc >= 0.1",
            {"slices": SLICES["slices"][2:]},
            False,
            "roc_auc by carrier: none of its 1 groups has enough rows: 3 rows, and 50 are needed",
        ),
        (
            "demographic_parity_difference(sex) <= 0.1",
            fair((0.118, 0.184), ("x", 12)),
            False,
            "demographic_parity_difference by sex is 0.1512, above 0.1: selection rate 0.3 for sex f (1,204 rows) and "
            "0.4512 for m (2,010 rows); interval 0.118 to 0.184 on 3,294 rows; left out: x (12 rows, and 50 are needed)",
        ),
        (
            "demographic_parity_difference( sex )<=.2",
            fair((0.02, 0.21)),
            True,
            "is 0.1512, at most 0.2: selection rate 0.3 for sex f (1,204 rows) and 0.4512 for m (2,010 rows)"
            "; interval 0.02 to 0.21 on 3,294 rows; the rows are too few to be sure",
        ),
        ("demographic_parity_difference(sex) <= 0.1", {}, False, "by sex: was not measured"),
        ("demographic_parity_difference(age) <= 0.1", fair(None), False, "by age: was not measured"),
        (
            "demographic_parity_difference(sex) <= 0.1",
            {"fairness": (UNSURE,)},
            False,
            "demographic_parity_difference by sex: one group has enough rows, and two are needed; left out: "
            "a (9 rows, and 50 are needed), b (9 rows, and 50 are needed), c (9 rows, and 50 are needed) and 1 more",
        ),
        (
            "expected_calibration_error <= 0.05",
            {"metrics": {"expected_calibration_error": 0.0612}, "by_chance": {"expected_calibration_error": 0.0123}},
            False,
            "expected_calibration_error 0.0612 is above 0.05 on 13,402 rows; a model that is exactly right gives 0.0123 "
            "on so many, by chance",
        ),
        ("latency_p99 <= 50ms", {"latency_ms": {"p99": 61.3}}, False, "latency_p99 61.3 ms is above 50 ms"),
        ("latency_p99 <= 0.1 s", {"latency_ms": {"p99": 61.3}}, True, "latency_p99 61.3 ms is at most 100 ms"),
        ("latency_p99 <= 50ms", {}, False, "latency_p99 was not measured"),
    ],
)  # fmt: skip
def test_what_a_gate_says(line: str, fields: dict[str, object], ok: bool, says: str) -> None:
    result = judge(line, **fields)
    assert (result.gate, result.ok) == (line, ok)
    assert says in result.says


@pytest.mark.parametrize(
    ("line", "what", "fix"),
    [
        ("roc_auk >= 0.6", "there is no metric roc_auk", "did you mean roc_auc?"),
        ("zzz >= 0.6", "there is no metric zzz", "one of: accuracy, "),
        (
            "demographic_parity(sex) <= 0.1",
            "there is no metric of fairness demographic_parity",
            "did you mean demographic_parity_",
        ),
        ("roc_auc(sex) <= 0.1", "there is no metric of fairness roc_auc", "one of: demographic_parity_difference, "),
        ("roc_auc >= good", "this is no gate: roc_auc >= good", "METRIC >= NUMBER"),
        ("roc_auc = 0.5", "this is no gate", "worst slice(COLUMN).METRIC >= NUMBER"),
        ("", "this is no gate", "latency_p99 <= NUMBERms"),
    ],
)
def test_a_line_that_is_no_gate(line: str, what: str, fix: str) -> None:
    with pytest.raises(ManifestError) as error:
        read_gates([line], WHERE)
    assert what in error.value.what
    assert fix in (error.value.fix or "")
    assert error.value.where == WHERE


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([">=", "<=", ">", "<"]))
def test_a_threshold_is_a_comparison(value: float, bound: float, sign: str) -> None:
    result = judge(f"roc_auc {sign} {bound!r}", metrics={"roc_auc": value})
    wanted = {">=": value >= bound, "<=": value <= bound, ">": value > bound, "<": value < bound}
    assert result.ok == wanted[sign]
