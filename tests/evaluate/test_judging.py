"""A candidate for flights is judged: against the baseline, the champion, and for each carrier."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from rung.domain.evaluation import Evaluation
from rung.errors import ManifestError
from rung.evaluate.gates.reading import read_gates
from rung.evaluate.judging import Candidate, evaluate
from rung.metrics.performance.base import Outcomes, Task

NOW = datetime(2026, 11, 28, tzinfo=UTC)
CLASSES = ("early", "late")


def outcomes(strength: float, count: int = 3_000) -> Outcomes:
    rng = np.random.default_rng(5)
    late = rng.integers(0, 2, count)
    scores = 1 / (1 + np.exp(-(late - 0.5) * strength - rng.normal(size=count)))
    return Outcomes(np.array(CLASSES)[late], np.array(CLASSES)[(scores > 0.5).astype(int)], scores, CLASSES)


def candidate(strength: float, champion: float | None = None) -> Candidate:
    carriers = np.array(["UA", "AA", "HA"])[np.arange(3_000) % 3]
    return Candidate(
        "flights",
        Task.BINARY,
        outcomes(strength),
        np.array(["early"] * 70 + ["late"] * 30),
        ("flights@7", outcomes(champion)) if champion else None,
        {"carrier": carriers},
        np.arange(3_000) // 100,
        {"p99": 12.0},
    )


LINES = [
    "roc_auc >= 0.6",
    "roc_auc >= champion - 0.005",
    "roc_auc >= baseline + 0.1",
    "worst slice(carrier).roc_auc >= 0.55",
    "gap(carrier).recall <= 0.2",
    "latency_p99 <= 50ms",
]


def test_a_good_candidate_passes_every_gate() -> None:
    found = evaluate(
        candidate(1.5, 1.4),
        decides="roc_auc",
        gates=read_gates(LINES, ""),
        at=NOW,
        holdout="the latest 14 days",
        dataset="f@1",
    )
    assert found.passed
    assert found.metrics["roc_auc"] > 0.7
    assert {"accuracy", "brier", "f1", "log_loss"} <= set(found.metrics)
    assert {each.against for each in found.comparisons} == {"baseline", "champion flights@7"}
    assert [each.value for each in found.slices if each.metric == "roc_auc"] == ["AA", "HA", "UA"]
    assert found.gates[2].says.startswith("roc_auc 0.8")
    assert "baseline 0.5 + 0.1" in found.gates[2].says


def test_a_worse_one_is_refused_by_all_that_mind() -> None:
    found = evaluate(
        candidate(0.2, 1.5), decides="roc_auc", gates=read_gates(LINES, ""), at=NOW, holdout="h", dataset="f@1"
    )
    assert [each.ok for each in found.gates[:3]] == [False, False, False]
    assert not found.passed
    assert "champion flights@7" in found.gates[1].says


def test_without_scores_what_needs_them_is_undefined_and_the_gate_says_so() -> None:
    plain = candidate(1.5)
    rows = Outcomes(plain.outcomes.truth, plain.outcomes.predicted, None, CLASSES)
    only = Candidate("flights", Task.BINARY, rows, plain.trained_on)
    found = evaluate(
        only, decides="f1", gates=read_gates(["roc_auc >= 0.6", "f1 >= 0.1"], ""), at=NOW, holdout="h", dataset="d"
    )
    assert [each.ok for each in found.gates] == [False, True]
    assert "needs scores, and the model gives classes only" in found.gates[0].says


def test_what_does_not_fit_the_task_or_the_columns_is_told() -> None:
    with pytest.raises(ManifestError, match="rmse is no metric of binary"):
        evaluate(candidate(1.0), decides="rmse", gates=[], at=NOW, holdout="h", dataset="d")
    gates = read_gates(["worst slice(origin).f1 >= 0.1"], "")
    with pytest.raises(ManifestError, match="asks for groups by origin"):
        evaluate(candidate(1.0), decides="f1", gates=gates, at=NOW, holdout="h", dataset="d")


def test_numbers() -> None:
    rng = np.random.default_rng(1)
    truth = rng.normal(size=500)
    found = evaluate(
        Candidate("price", Task.REGRESSION, Outcomes(truth, truth + rng.normal(size=500) * 0.1), truth),
        decides="rmse", gates=read_gates(["rmse <= 0.2", "rmse <= baseline - 0.5", "rmse <= champion"], ""),
        at=NOW, holdout="h", dataset="d",
    )  # fmt: skip
    assert found.passed


def test_protected_groups_are_compared_and_scores_held_to_what_happened() -> None:
    base = candidate(1.5)
    sexes = np.array(["f", "m", None], dtype=object)[np.arange(3_000) % 3]
    asked = replace(base, columns={**base.columns, "sex": sexes}, protected=["sex"])
    lines = [
        "equalized_odds_difference(sex) <= 0.1",
        "demographic_parity_ratio(carrier) >= 0.1",
        "expected_calibration_error <= 0.5",
    ]
    found = evaluate(asked, decides="roc_auc", gates=read_gates(lines, ""), at=NOW, holdout="h", dataset="d")
    assert found.passed
    assert {each.column for each in found.fairness} == {"sex", "carrier"}
    assert [each.value for each in found.fairness[0].groups] == ["(none)", "f", "m"]
    assert found.gates[0].says.startswith("equalized_odds_difference by sex is 0.0")
    assert sum(each.rows for each in found.calibration) == 3_000
    assert 0.01 < found.by_chance["expected_calibration_error"] < found.by_chance["maximum_calibration_error"] < 0.1
    gaps = [abs(each.mean_score - each.observed) for each in found.calibration]
    assert found.metrics["maximum_calibration_error"] == pytest.approx(max(gaps))
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Evaluation)
    assert (stored.fairness, stored.calibration, stored.gates) == (found.fairness, found.calibration, found.gates)


def test_fairness_that_cannot_be_measured() -> None:
    with pytest.raises(ManifestError, match=r"sex of model\.protected is no column of the holdout"):
        evaluate(replace(candidate(1.0), protected=["sex"]), decides="f1", gates=[], at=NOW, holdout="h", dataset="d")
    gates = read_gates(["demographic_parity_ratio(sex) >= 0.8"], "")
    with pytest.raises(ManifestError, match="asks for groups by sex") as error:
        evaluate(candidate(1.0), decides="f1", gates=gates, at=NOW, holdout="h", dataset="d")
    assert error.value.fix == "add sex to model.protected"
    gates = read_gates(["mae_difference(carrier) <= 5"], "")
    with pytest.raises(ManifestError, match="mae_difference is no metric of fairness of binary"):
        evaluate(candidate(1.0), decides="f1", gates=gates, at=NOW, holdout="h", dataset="d")
