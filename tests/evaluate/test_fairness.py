"""Groups compared: right on average, honest about chance, about who is too few, and about rows that go together."""

from __future__ import annotations

import numpy as np
import pytest

from rung.domain.evaluation import FairnessResult
from rung.evaluate.fairness import compare_groups
from rung.metrics.fairness.demographic_parity_difference import DemographicParityDifference
from rung.metrics.fairness.demographic_parity_ratio import DemographicParityRatio
from rung.metrics.fairness.equal_opportunity_difference import EqualOpportunityDifference
from rung.metrics.fairness.equalized_odds_difference import EqualizedOddsDifference
from rung.metrics.fairness.mae_difference import MaeDifference
from rung.metrics.fairness.mean_prediction_difference import MeanPredictionDifference
from rung.metrics.performance.base import Outcomes

PARITY, RATIO = DemographicParityDifference(), DemographicParityRatio()


def selected(seed: int, rates: dict[str, float], count: int) -> tuple[Outcomes, np.ndarray]:
    """Rows of groups that are called positive at those rates."""
    rng = np.random.default_rng(seed)
    groups = np.repeat(list(rates), count)
    predicted = (rng.uniform(size=len(groups)) < np.repeat(list(rates.values()), count)).astype(int)
    return Outcomes(rng.integers(0, 2, len(groups)), predicted, None, (0, 1)), groups


def one(metric: object, outcomes: Outcomes, groups: np.ndarray, **options: object) -> FairnessResult:
    (found,) = compare_groups([metric], outcomes, "sex", groups, **options)  # type: ignore[list-item, arg-type]
    return found


def test_the_furthest_pair_with_its_rates_and_rows() -> None:
    outcomes, groups = selected(1, {"f": 0.2, "m": 0.5, "x": 0.3}, 2_000)
    found = one(PARITY, outcomes, groups)
    assert (found.lowest, found.highest, found.rate) == ("f", "m", "selection rate")
    assert found.value == pytest.approx(found.of("m").value - found.of("f").value)
    assert found.of("f").value == pytest.approx(outcomes.predicted[groups == "f"].mean())
    assert [(each.value, each.rows) for each in found.groups] == [("f", 2_000), ("m", 2_000), ("x", 2_000)]
    assert found.interval is not None
    assert found.interval.low > 0.25
    assert found == one(PARITY, outcomes, groups)


@pytest.mark.parametrize("metric", [PARITY, RATIO], ids=lambda each: each.id)
@pytest.mark.parametrize("rates", [[0.3, 0.3], [0.3, 0.4], [0.3] * 6, [0.05, 0.05], [0.02, 0.1]], ids=str)
def test_the_interval_holds_the_truth_as_often_as_it_says(metric: object, rates: list[float]) -> None:
    """Of many groups, and of groups that are alike, too: percentiles of the draws alone never hold 0."""
    named = {f"g{number}": rate for number, rate in enumerate(rates)}
    truth = min(rates) / max(rates) if metric is RATIO else max(rates) - min(rates)
    found = [one(metric, *selected(seed, named, 200), draws=200).interval for seed in range(50)]
    inside = [each is not None and each.low - 1e-9 <= truth <= each.high + 1e-9 for each in found]
    assert np.mean(inside) >= 0.88


def test_a_share_of_nothing_is_not_sure_to_be_nothing() -> None:
    groups = np.repeat(["f", "m"], 60)
    found = one(PARITY, Outcomes(np.tile([0, 1], 60), np.zeros(120, int), None, (0, 1)), groups)
    assert found.interval is not None
    assert (found.value, found.interval.low, found.lowest, found.highest) == (0.0, 0.0, "f", "m")
    assert found.interval.high > 0.03
    ratio = one(RATIO, Outcomes(np.tile([0, 1], 60), np.zeros(120, int), None, (0, 1)), groups)
    assert (ratio.value, ratio.interval and ratio.interval.high) == (1.0, 1.0)
    assert ratio.interval is not None
    assert ratio.interval.low < 0.5


def test_rows_that_go_together_make_it_wider() -> None:
    rng = np.random.default_rng(4)
    customers, per = 100, 40
    whose = np.repeat(np.arange(customers), per)
    likes = np.repeat(rng.uniform(size=customers) < 0.4, per).astype(int)
    outcomes = Outcomes(rng.integers(0, 2, customers * per), likes, None, (0, 1))
    groups = np.array(["f", "m"])[whose % 2]
    apart, together = one(PARITY, outcomes, groups), one(PARITY, outcomes, groups, together=whose)
    assert apart.value == together.value
    assert apart.interval is not None
    assert together.interval is not None
    assert together.interval.half > 2 * apart.interval.half


def test_missing_values_are_a_group_and_small_groups_are_named() -> None:
    values = np.array(["f"] * 90 + ["m"] * 90 + [None] * 60 + ["x"] * 9, dtype=object)
    truth = np.arange(249) % 2
    found = one(PARITY, Outcomes(truth, truth, None, (0, 1)), values)
    assert [each.value for each in found.groups] == ["(none)", "f", "m"]
    assert [(each.value, each.rows, each.why) for each in found.left_out] == [("x", 9, "9 rows, and 50 are needed")]
    ages = one(PARITY, Outcomes(truth, truth, None, (0, 1)), np.where(np.arange(249) < 100, np.nan, 1.0))
    assert [each.value for each in ages.groups] == ["(none)", "1"]


def test_a_rate_of_few_rows_is_no_rate() -> None:
    groups = np.repeat(["f", "m", "x"], 100)
    truth = np.concatenate([np.arange(100) < positive for positive in (40, 50, 20)]).astype(int)
    outcomes = Outcomes(truth, truth, None, (0, 1))
    found = one(EqualOpportunityDifference(), outcomes, groups)
    assert [each.value for each in found.groups] == ["f", "m"]
    assert [each.rows for each in found.groups[0].rates] == [40]
    assert found.left_out[0].why == "20 rows for its true positive rate, and 30 are needed"
    assert len(one(PARITY, outcomes, groups).groups) == 3


def test_one_group_has_nobody_to_be_compared_with() -> None:
    truth = np.arange(120) % 2
    outcomes = Outcomes(truth, truth, None, (0, 1))
    alone = one(PARITY, outcomes, np.array(["f"] * 100 + ["m"] * 20))
    assert (alone.value, alone.why) == (None, "one group has enough rows, and two are needed")
    few = one(PARITY, outcomes, np.arange(120) % 12)
    assert (few.value, few.why) == (None, "no group has enough rows, and two are needed")
    none = one(PARITY, outcomes.take(np.arange(0)), np.array([], dtype=object))
    assert (none.value, none.why) == (None, "there are no rows")
    ids = one(PARITY, Outcomes(np.arange(1_500) % 2, np.arange(1_500) % 2, None, (0, 1)), np.arange(1_500))
    assert (ids.value, ids.why) == (None, "sex has 1,500 values, and is an id")


def test_of_several_classes_the_worst_one_is_named() -> None:
    rng = np.random.default_rng(5)
    groups = np.repeat(["f", "m"], 600)
    predicted = np.array(["a", "b", "c"])[rng.integers(0, 3, 1_200)]
    predicted[(groups == "f") & (predicted == "c") & (rng.uniform(size=1_200) < 0.7)] = "a"
    truth = np.array(["a", "b", "c"])[rng.integers(0, 3, 1_200)]
    found = one(PARITY, Outcomes(truth, predicted, None, ("a", "b", "c")), groups)
    assert found.rate in {"selection rate of c", "selection rate of a"}
    assert found.value == pytest.approx(found.of(found.highest).value - found.of(found.lowest).value)
    rare = np.where(np.arange(1_200) % 100 == 0, "d", truth)
    odds = one(EqualizedOddsDifference(), Outcomes(rare, predicted, None, ("a", "b", "c", "d")), groups)
    assert odds.value is not None
    assert {each.why for each in odds.left_out} == {"6 rows for its true positive rate of d, and 30 are needed"}


def test_numbers_are_in_the_unit_of_the_label() -> None:
    rng = np.random.default_rng(6)
    groups = np.array(["f", "m"])[np.arange(4_000) % 2]
    truth = rng.normal(100, 10, 4_000)
    off = np.where(groups == "f", rng.normal(-5, 1, 4_000), rng.normal(0, 1, 4_000))
    mean, mae = compare_groups(
        [MeanPredictionDifference(), MaeDifference()], Outcomes(truth, truth + off), "sex", groups
    )
    assert mean.value == pytest.approx(5, abs=1)
    assert mae.value == pytest.approx(5 - np.sqrt(2 / np.pi), abs=0.1)
    for each in (mean, mae):
        assert each.interval is not None
        assert each.value is not None
        assert each.interval.low < each.value < each.interval.high
    order = rng.permutation(4_000)
    shuffled = one(MaeDifference(), Outcomes(truth[order], (truth + off)[order]), groups[order])
    assert shuffled.value == pytest.approx(mae.value)


def test_classes_of_types_that_cannot_be_sorted() -> None:
    rng = np.random.default_rng(7)
    truth, predicted = (np.array([1, "one", None], dtype=object)[rng.integers(0, 3, 900)] for _ in range(2))
    found = one(PARITY, Outcomes(truth, predicted, None, (1, "one", None)), np.arange(900) % 3)
    assert found.value == pytest.approx(found.of(found.highest).value - found.of(found.lowest).value)
    assert found.interval is not None
    assert found.interval.low == 0.0
