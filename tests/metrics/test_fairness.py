"""Every metric of fairness does what its kind promises, and says what fairlearn says of the rows themselves."""

from __future__ import annotations

import doctest
import sys

import fairlearn.metrics
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import mean_absolute_error

from rung.metrics.fairness.base import FairnessMetric
from rung.metrics.fairness.demographic_parity_difference import DemographicParityDifference
from rung.metrics.fairness.demographic_parity_ratio import DemographicParityRatio
from rung.metrics.fairness.equalized_odds_ratio import EqualizedOddsRatio
from rung.metrics.fairness.mae_difference import MaeDifference
from rung.metrics.fairness.mean_prediction_difference import MeanPredictionDifference
from rung.metrics.performance.base import Outcomes, Task, UndefinedMetricError
from rung.plugins import discover
from rung.testing import check_fairness_metric

METRICS = discover("rung.metrics.fairness", FairnessMetric)  # type: ignore[type-abstract]
OF_CLASSES = [each for each in METRICS if Task.BINARY in each.tasks]
ROWS = st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from(["f", "m", "(none)"])), min_size=2, max_size=50)


@pytest.mark.parametrize("kind", METRICS, ids=lambda kind: kind.id)
def test_conforms(kind: type[FairnessMetric]) -> None:
    check_fairness_metric(kind())


@pytest.mark.parametrize("kind", METRICS, ids=lambda kind: kind.id)
def test_the_example_runs(kind: type[FairnessMetric]) -> None:
    found = doctest.testmod(sys.modules[kind.__module__])
    assert (found.failed, found.attempted) == (0, 3)


@pytest.mark.parametrize("kind", OF_CLASSES, ids=lambda kind: kind.id)
@settings(max_examples=40)
@given(rows=ROWS)
def test_says_what_fairlearn_says(kind: type[FairnessMetric], rows: list[tuple[bool, bool, str]]) -> None:
    truth, predicted, groups = (np.array(each) for each in zip(*rows, strict=True))
    outcomes = Outcomes(truth, predicted, None, (False, True))
    try:
        value = kind()(outcomes, groups)
    except UndefinedMetricError:
        lone = len(set(groups)) < 2
        empty = any(len(set(truth[groups == each])) < 2 for each in groups)
        assert lone or (empty and "demographic" not in kind.id)
        return
    theirs = getattr(fairlearn.metrics, kind.id)(truth, predicted, sensitive_features=groups)
    assume(np.isfinite(theirs))  # 0 by 0
    assert value == pytest.approx(theirs)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9), st.sampled_from("fmx")), min_size=2, max_size=40))
def test_numbers_as_fairlearns_frame(rows: list[tuple[int, int, str]]) -> None:
    truth, predicted, groups = (np.array(each) for each in zip(*rows, strict=True))
    assume(len(set(groups)) > 1)
    outcomes = Outcomes(truth, predicted)
    asked = {
        "mean": (MeanPredictionDifference(), fairlearn.metrics.mean_prediction),
        "mae": (MaeDifference(), mean_absolute_error),
    }
    frame = fairlearn.metrics.MetricFrame(
        metrics={name: function for name, (_, function) in asked.items()},
        y_true=truth, y_pred=predicted, sensitive_features=groups,
    )  # fmt: skip
    for name, (metric, _) in asked.items():
        assert metric(outcomes, groups) == pytest.approx(frame.difference()[name])


def test_of_several_classes_the_worst_against_the_rest() -> None:
    predicted = np.array(["a", "a", "b", "c", "a", "b", "b", "c"])
    groups = np.repeat(["f", "m"], 4)
    outcomes = Outcomes(predicted, predicted, None, ("a", "b", "c"))
    assert DemographicParityDifference()(outcomes, groups) == pytest.approx(0.25)
    assert DemographicParityRatio()(outcomes, groups) == pytest.approx(0.5)


def test_where_nobody_gets_anything_nobody_gets_less() -> None:
    truth, nothing = np.array([0, 1, 0, 1]), np.zeros(4, int)
    outcomes, groups = Outcomes(truth, nothing, None, (0, 1)), np.array(["f", "f", "m", "m"])
    assert DemographicParityRatio()(outcomes, groups) == 1.0
    assert EqualizedOddsRatio()(outcomes, groups) == 1.0


def test_a_group_without_rows_to_judge_by_is_no_rate_of_nothing() -> None:
    outcomes = Outcomes(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 1]), None, (0, 1))
    with pytest.raises(UndefinedMetricError, match="f has no row for a true positive rate"):
        EqualizedOddsRatio()(outcomes, np.array(["f", "f", "m", "m"]))


def test_the_conformance_check_can_fail() -> None:
    class Blind(DemographicParityDifference):
        """One number that is always the same, whatever happens (1984).

        >>> 1
        1
        """

        def compute(self, outcomes: Outcomes, groups: np.ndarray) -> float:
            return 0.0

    class Miscounting(Blind):
        __doc__ = Blind.__doc__

        def compute(self, outcomes: Outcomes, groups: np.ndarray) -> float:
            return DemographicParityDifference().compute(outcomes, groups) / 2

    with pytest.raises(AssertionError, match="does not call groups that are treated differently"):
        check_fairness_metric(Blind())
    with pytest.raises(AssertionError, match=r"computes .* and counts"):
        check_fairness_metric(Miscounting())
