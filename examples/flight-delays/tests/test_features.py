"""Features must not look into the future, nor depend on which rows come together."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from flight_delays import features

DATA = Path(__file__).parents[1] / "data" / "flights.csv"


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    return features.read_flights(DATA)


def test_the_target_is_not_a_feature(flights):
    assert "arr_delay_min" not in features.build(flights).columns


def test_a_row_depends_on_itself_alone(flights):
    alone = features.build(flights.iloc[[17]])
    together = features.build(flights).iloc[[17]]
    pd.testing.assert_frame_equal(alone, together)


def test_the_holdout_comes_after_everything_learned_from(flights):
    past, later = features.split(flights, date(2025, 11, 1))
    assert past["date"].max() < later["date"].min()
    assert len(past) + len(later) == len(flights)
