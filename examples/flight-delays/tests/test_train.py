"""Training beats the baseline on unseen flights, twice the same, and says what it did."""

from pathlib import Path

import pytest
import yaml
from flight_delays import features
from flight_delays.evaluate import baseline, evaluate
from flight_delays.train import fit

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def trained():
    params = yaml.safe_load((ROOT / "params.yaml").read_text())
    past, later = features.split(features.read_flights(ROOT / params["data"]), params["holdout_from"])
    seen, unseen = features.build(past), features.build(later)
    late = features.is_late(past, params["late_after_min"])
    return params["model"], seen, late, unseen, features.is_late(later, params["late_after_min"])


def test_beats_the_baseline(trained):
    params, seen, late, unseen, truth = trained
    model = evaluate(fit(seen, late, params), unseen, truth)
    simple = evaluate(baseline(seen, late), unseen, truth)
    assert model["roc_auc"] > simple["roc_auc"]
    assert model["brier"] < simple["brier"]


def test_trains_the_same_model_twice(trained):
    params, seen, late, unseen, truth = trained
    first, second = (evaluate(fit(seen, late, params), unseen, truth) for _ in range(2))
    assert first == second


def test_an_unknown_carrier_still_gets_an_answer(trained):
    params, seen, late, unseen, _ = trained
    stranger = unseen.head(1).assign(carrier="ZZ")
    assert 0 <= fit(seen, late, params).predict_proba(stranger)[0, 1] <= 1
