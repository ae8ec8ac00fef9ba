"""Groups of rows, and what anybody could predict without a model."""

from __future__ import annotations

import numpy as np
import pytest

from rung.evaluate.baseline import baseline
from rung.evaluate.slices import by_group
from rung.metrics.performance.accuracy import Accuracy
from rung.metrics.performance.base import Outcomes, Task
from rung.metrics.performance.mae import Mae
from rung.metrics.performance.roc_auc import RocAuc


def outcomes(count: int) -> Outcomes:
    truth = np.arange(count) % 2
    return Outcomes(truth, truth, np.linspace(0, 1, count), (0, 1))


def test_each_group_has_its_own_number_or_says_why_not() -> None:
    values = np.array(["UA"] * 60 + ["HA"] * 10 + [None] * 50 + ["OO"] * 60, dtype=object)
    rows = outcomes(180)
    truth = np.where(values == "OO", 0, rows.truth)
    found = {
        each.value: each for each in by_group(RocAuc(), Outcomes(truth, truth, rows.scores, (0, 1)), "carrier", values)
    }
    assert list(found) == ["(none)", "HA", "OO", "UA"]
    assert (found["UA"].rows, found["HA"].result) == (60, None)
    assert found["UA"].result == pytest.approx(0.5167, abs=1e-3)
    assert found["HA"].why == "10 rows, and 50 are needed"
    assert found["OO"].why == "both classes are needed, and all 60 rows are 0"


def test_groups_together_are_all_rows() -> None:
    rows = outcomes(500)
    found = list(by_group(Accuracy(), rows, "x", np.arange(500) % 7, least=1))
    assert sum(each.rows for each in found) == 500


def test_an_id_makes_no_groups() -> None:
    (only,) = by_group(Accuracy(), outcomes(5_000), "flight", np.arange(5_000))
    assert (only.result, only.why) == (None, "flight has 5,000 values, and is an id")


def test_baselines() -> None:
    binary = baseline(Task.BINARY, np.array([0, 0, 0, 1]), outcomes(4))
    assert (binary.predicted.tolist(), binary.scores is not None and binary.scores.tolist()) == ([0] * 4, [0.25] * 4)
    asked = Outcomes(np.array(["a", "b"]), np.array(["a", "b"]), None, ("a", "b", "c"))
    many = baseline(Task.MULTICLASS, np.array(["b", "b", "c"]), asked)
    assert many.predicted.tolist() == ["b", "b"]
    assert many.scores is not None
    assert many.scores.tolist()[0] == pytest.approx([0, 2 / 3, 1 / 3])
    number = baseline(Task.REGRESSION, np.array([1.0, 3.0]), Outcomes(np.array([2.0]), np.array([9.0])))
    assert Mae()(number) == 0.0
    with pytest.raises(ValueError, match="needs labels"):
        baseline(Task.BINARY, np.array([]), outcomes(2))
