"""Whether what was made again is the same, and what is not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rung.registry.comparing import failed, reproduction
from store.values import NOON, a_model, an_evaluation

VERSION = replace(a_model(evaluation=an_evaluation(metrics={"auc": 0.66, "f1": 0.5})), version=3)
SAME = {"auc": 0.66, "f1": 0.5}
number = st.floats(-1e6, 1e6)


def tried(**named: Any) -> Any:
    return reproduction(VERSION, at=NOON, by="ann", **({"metrics": SAME} | named))


def test_the_same_is_the_same() -> None:
    found = tried(predictions=([0.1, math.nan], [0.1, math.nan]), files=VERSION.files, seconds=2.0)
    assert (found.ok, found.why, found.rows, found.same_files, found.seconds) == (True, "", 2, True, 2.0)
    assert [each.name for each in found.compared] == ["auc", "f1", "predictions"]
    assert (found.model, found.version, found.by) == ("flights", 3, "ann")


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ({"metrics": {"auc": 0.7, "f1": 0.5}}, "auc is 0.7 in place of 0.66"),
        ({"metrics": {"auc": math.nan, "f1": 0.5}}, "auc is nan in place of 0.66"),
        ({"metrics": {"auc": 0.66}}, "f1 did not come out again"),
        ({"metrics": {}, "recorded": {}}, "nothing is recorded that could be compared"),
        ({"predictions": ([0.1, 0.2], [0.1, 0.25])}, "predictions differ by up to 0.05"),
        ({"predictions": ([0.1, 0.2], [0.1, math.nan])}, "predictions differ by up to nan"),
        ({"predictions": (["a", "b"], ["a", "c"])}, "predictions differ by up to 1"),
        ({"predictions": ([1, 2], [1, 2, 3])}, "there are predictions of shape (3,) in place of (2,)"),
        ({"predictions": ([], [])}, "there are no predictions to compare"),
    ],
)
def test_what_differs_is_said(named: dict[str, Any], why: str) -> None:
    found = tried(**named)
    assert (found.ok, found.why) == (False, why)


def test_labels_and_tolerances() -> None:
    assert tried(predictions=(["a", "b"], ["a", "b"])).ok
    assert tried(metrics={"auc": 0.6605, "f1": 0.5}, tolerance=0.001).ok
    assert not failed(VERSION, at=NOON, by="ann", why="the data are gone").ok


@given(st.lists(number, min_size=1, max_size=9), st.data())
def test_one_prediction_that_differs_is_never_passed_over(values: list[float], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    moved = np.array(values)
    moved[place] += data.draw(st.floats(1e-3, 1e3))
    found = tried(predictions=(values, moved))
    assert not found.ok
    assert tried(predictions=(values, list(values))).ok
