"""Calibration errors and the reliability table: held to an own count, and to what chance gives."""

from __future__ import annotations

import doctest
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.metrics.calibration import bins
from rung.metrics.calibration.base import CalibrationMetric
from rung.metrics.calibration.bins import LEAST, MOST, reliability
from rung.metrics.calibration.expected_calibration_error import ExpectedCalibrationError
from rung.metrics.calibration.maximum_calibration_error import MaximumCalibrationError
from rung.metrics.performance.base import Outcomes, UndefinedMetricError
from rung.plugins import discover
from rung.testing import check_metric

METRICS = discover("rung.metrics.calibration", CalibrationMetric)  # type: ignore[type-abstract]


def outcomes(seed: int, count: int, off: float = 0.0) -> Outcomes:
    rng = np.random.default_rng(seed)
    chance = rng.uniform(size=count)
    happened = (rng.uniform(size=count) < chance).astype(int)
    return Outcomes(happened, (chance > 0.5).astype(int), np.clip(chance + off, 0, 1), (0, 1))


@pytest.mark.parametrize("kind", METRICS, ids=lambda kind: kind.id)
def test_conforms(kind: type[CalibrationMetric]) -> None:
    check_metric(kind())
    assert doctest.testmod(sys.modules[kind.__module__]).failed == 0


def test_the_example_of_the_table_runs() -> None:
    assert doctest.testmod(bins).failed == 0


@given(st.integers(0, 99), st.integers(1, 1_200), st.sampled_from([1, 2, 5, 1_000]))
def test_the_table_is_what_the_errors_are_of(seed: int, count: int, steps: int) -> None:
    rows = outcomes(seed, count)
    assert rows.scores is not None
    rows = Outcomes(rows.truth, rows.predicted, np.round(rows.scores * steps) / steps, (0, 1))
    table = reliability(rows)
    assert sum(each.rows for each in table) == count
    assert len(table) <= min(MOST, max(1, count // LEAST))
    for one, other in pairwise(table):
        assert one.high < other.low  # rows with the same score are together
    for each in table:
        inside = (rows.scores >= each.low) & (rows.scores <= each.high)
        assert inside.sum() == each.rows
        assert each.mean_score == pytest.approx(rows.scores[inside].mean())
        assert each.observed == pytest.approx(rows.truth[inside].mean())
    gaps = np.array([abs(each.mean_score - each.observed) for each in table])
    assert ExpectedCalibrationError()(rows) == pytest.approx(np.average(gaps, weights=[each.rows for each in table]))
    assert MaximumCalibrationError()(rows) == pytest.approx(gaps.max())


def test_bins_are_of_equal_mass_where_scores_allow() -> None:
    assert [each.rows for each in reliability(outcomes(1, 1_500))] == [100] * MOST


def test_finds_a_model_that_says_too_much() -> None:
    assert ExpectedCalibrationError()(outcomes(2, 20_000)) < 0.015
    assert ExpectedCalibrationError()(outcomes(2, 20_000, off=0.1)) == pytest.approx(0.1, abs=0.015)


def test_of_several_classes_the_top_one() -> None:
    scores = np.tile([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]], (100, 1))
    truth = np.tile(["a", "c", "b", "c"], 50)
    (low, high) = reliability(Outcomes(truth, truth, scores, ("a", "b", "c")))
    assert (low.mean_score, low.observed, low.rows) == (pytest.approx(0.6), 1.0, 100)
    assert (high.mean_score, high.observed, high.rows) == (pytest.approx(0.7), 0.5, 100)


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(UndefinedMetricError, match="2 rows have a score that is no number"):
        reliability(Outcomes(np.array([0, 1, 1]), np.array([0, 1, 1]), np.array([np.nan, 0.5, np.inf]), (0, 1)))


@pytest.mark.parametrize("kind", METRICS, ids=lambda kind: kind.id)
@pytest.mark.parametrize("count", [300, 750, 3_000])
def test_what_chance_alone_gives_is_what_right_models_show(kind: type[CalibrationMetric], count: int) -> None:
    right = [kind()(outcomes(seed, count)) for seed in range(60)]
    assert kind().by_chance(outcomes(99, count)) == pytest.approx(np.mean(right), rel=0.15)


def test_what_chance_alone_gives_does_not_depend_on_what_happened() -> None:
    rows = outcomes(1, 500)
    other = Outcomes(1 - rows.truth, rows.predicted, rows.scores, (0, 1))
    metric = ExpectedCalibrationError()
    assert metric.by_chance(rows) == metric.by_chance(other)
