"""Every metric of performance does what its kind promises; two hold against an own count."""

from __future__ import annotations

import doctest
import inspect
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.metrics.performance.base import Metric, Outcomes, UndefinedMetricError
from rung.metrics.performance.roc_auc import RocAuc
from rung.plugins import discover
from rung.testing import check_metric

METRICS = discover("rung.metrics.performance", Metric)  # type: ignore[type-abstract]


@pytest.mark.parametrize("kind", METRICS, ids=lambda kind: kind.id)
def test_conforms(kind: type[Metric]) -> None:
    check_metric(kind())


@pytest.mark.parametrize("kind", METRICS, ids=lambda kind: kind.id)
def test_the_example_runs(kind: type[Metric]) -> None:
    module = sys.modules[kind.__module__]
    assert doctest.testmod(module).failed == 0
    assert inspect.getsource(module).count(">>>") >= 2


def test_the_conformance_check_can_fail() -> None:
    class Wrong(type(RocAuc())):  # type: ignore[misc]
        """One number that is always the same, whatever happens.

        >>> 1
        1
        """

        def compute(self, outcomes: Outcomes) -> float:
            return 1.0

    with pytest.raises(AssertionError, match="does not call worse predictions of binary worse"):
        check_metric(Wrong())


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=40))
def test_area_counts_pairs(rows: list[tuple[bool, int]]) -> None:
    truth, scores = np.array([int(late) for late, _ in rows]), np.array([score / 5 for _, score in rows])
    outcomes = Outcomes(truth, truth, scores, (0, 1))
    above, below = scores[truth == 1], scores[truth == 0]
    if not len(above) or not len(below):
        with pytest.raises(UndefinedMetricError, match="both classes are needed"):
            RocAuc()(outcomes)
        return
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in above for b in below]
    assert RocAuc()(outcomes) == pytest.approx(np.mean(pairs))
    assert RocAuc().drawn(outcomes)(np.ones(len(rows), np.int64)) == pytest.approx(np.mean(pairs))
