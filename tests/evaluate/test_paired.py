"""The interval of a paired difference: right on average, narrower than two apart, honest about rows that go together."""

from __future__ import annotations

import numpy as np
import pytest

from rung.evaluate.paired import difference
from rung.metrics.performance.accuracy import Accuracy
from rung.metrics.performance.base import Outcomes, UndefinedMetricError
from rung.metrics.performance.brier import Brier
from rung.metrics.performance.roc_auc import RocAuc


def outcomes(truth: np.ndarray, scores: np.ndarray) -> Outcomes:
    return Outcomes(truth, (scores > 0.5).astype(int), scores, (0, 1))


def rows(seed: int, count: int, better: float = 0.0) -> tuple[Outcomes, Outcomes]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, count)
    hard = rng.normal(size=count)
    first = 1 / (1 + np.exp(-(truth - 0.5) * (1.5 + better) - hard))
    second = 1 / (1 + np.exp(-(truth - 0.5) * 1.5 - hard))
    return outcomes(truth, first), outcomes(truth, second)


def test_the_same_model_differs_by_nothing() -> None:
    one, _ = rows(1, 500)
    found = difference(RocAuc(), one, one)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_a_better_model_is_told_from_chance_and_the_result_is_repeatable() -> None:
    candidate, champion = rows(2, 2_000, better=1.0)
    found = difference(RocAuc(), candidate, champion)
    assert found.low > 0.01
    assert found.low < found.value < found.high
    assert difference(RocAuc(), candidate, champion) == found


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """No difference in truth: about 95 of 100 intervals hold 0."""
    inside = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        truth = rng.integers(0, 2, 300)
        pair = [outcomes(truth, rng.uniform(size=300)) for _ in range(2)]
        found = difference(Accuracy(), *pair, draws=300)
        inside += found.low <= 0 <= found.high
    assert 88 <= inside <= 99


def test_rows_that_go_together_make_it_wider() -> None:
    rng = np.random.default_rng(3)
    days = np.repeat(np.arange(20), 50)
    truth = rng.integers(0, 2, 1_000)
    shift = rng.normal(size=20)[days] * 0.2
    candidate = outcomes(truth, np.clip(0.5 + shift * (truth - 0.5), 0, 1))
    other = outcomes(truth, np.full(1_000, 0.5))
    apart, together = difference(Brier(), candidate, other), difference(Brier(), candidate, other, groups=days)
    assert together.half > 2 * apart.half


def test_outcomes_of_other_rows_are_refused() -> None:
    one, _ = rows(1, 10)
    with pytest.raises(ValueError, match="not of the same rows"):
        difference(RocAuc(), one, one.take(np.arange(9)))
    with pytest.raises(UndefinedMetricError):
        difference(RocAuc(), one.take(one.truth == 1), one.take(one.truth == 1))
