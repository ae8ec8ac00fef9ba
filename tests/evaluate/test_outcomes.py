"""What a model said, whatever types it used, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.errors import RefusedError
from rung.evaluate.outcomes import Said, latency_of, outcomes_of, task_of
from rung.metrics.performance.accuracy import Accuracy
from rung.metrics.performance.base import Task
from rung.metrics.performance.roc_auc import RocAuc

SCORES = [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]


@pytest.mark.parametrize(
    ("truth", "predicted", "classes"),
    [
        ([False, True, True], [False, True, False], [False, True]),
        ([0, 1, 1], [0.0, 1.0, 0.0], [0.0, 1.0]),
        (["no", "yes", "yes"], ["no", "yes", "no"], ["no", "yes"]),
        ([False, True, True], [0, 1, 0], [0, 1]),
        ([0, 1, 1], [0, 1, 0], []),
    ],
)
def test_classes_of_any_type(truth: list[Any], predicted: list[Any], classes: list[Any]) -> None:
    found = outcomes_of(Said(predicted, SCORES, classes), truth, Task.BINARY, where="model")
    assert Accuracy()(found) == pytest.approx(2 / 3)
    assert RocAuc()(found) == 1.0


def test_a_class_that_the_model_never_saw() -> None:
    found = outcomes_of(Said(["a", "b"], [[0.7, 0.3], [0.4, 0.6]], ["a", "b"]), ["a", "c"], Task.MULTICLASS, where="m")
    assert found.classes == ("a", "b", "c")
    assert found.scores is not None
    assert found.scores[:, 2].tolist() == [0, 0]


def test_numbers() -> None:
    found = outcomes_of(Said([1, 2.5]), [1.5, 2], Task.REGRESSION, where="model")
    assert found.truth.tolist() == [1.5, 2]
    assert found.predicted.tolist() == [1, 2.5]


@pytest.mark.parametrize(
    ("said", "truth", "task", "says"),
    [
        (Said([1]), [1, 2], Task.REGRESSION, "1 predictions for 2 rows"),
        (Said(["x", 1]), [1, 2], Task.REGRESSION, "a prediction is no number: 'x'"),
        (Said([1, None]), [1, 2], Task.REGRESSION, "missing or infinite in 1 of 2 rows"),
        (Said([1, 2]), [1, None], Task.BINARY, "the label is missing in 1 of 2 rows of the holdout"),
        (Said([0, 1], [[0.5, 0.5]], [0, 1]), [0, 1], Task.BINARY, "scores of shape"),
        (Said([0, 1], [[float("nan"), 0.5]] * 2, [0, 1]), [0, 1], Task.BINARY, "a score is missing"),
        (Said([0, 2], [[0.5, 0.5]] * 2, [0, 1]), [0, 2], Task.BINARY, "the model knows 3: 0, 1, 2"),
    ],
)
def test_what_does_not_fit_is_refused(said: Said, truth: list[Any], task: Task, says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        outcomes_of(said, truth, task, where="model")


def test_the_task_by_the_label() -> None:
    assert task_of(None, [True, False, None], where="") is Task.BINARY
    assert task_of(None, ["a", "b", "c"], where="") is Task.MULTICLASS
    assert task_of(None, [0.5, 1.25, 3.1], where="") is Task.REGRESSION
    assert task_of("multiclass", [0, 1], where="") is Task.MULTICLASS
    with pytest.raises(RefusedError, match="may be a class or a number"):
        task_of(None, [1, 2, 3], where="")


def test_latency() -> None:
    assert latency_of(Said([])) == {}
    assert latency_of(Said([1], latency_ms=[1.0] * 98 + [9.0, 9.0]))["p99"] > 1.0


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=50))
def test_rows_keep_their_order(rows: list[tuple[bool, float]]) -> None:
    said = Said([score > 0.5 for _, score in rows], [[1 - score, score] for _, score in rows], [False, True])
    found = outcomes_of(said, [late for late, _ in rows], Task.BINARY, where="model")
    assert found.truth.tolist() == [late for late, _ in rows]
    assert found.scores is not None
    assert np.allclose(found.scores, [score for _, score in rows])
