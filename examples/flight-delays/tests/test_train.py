"""From the package's tables to a model that has learned something, twice the same."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import Pipeline

from flight_delays import fetch
from flight_delays.features import build
from flight_delays.train import fit

Halves = tuple[pl.DataFrame, pl.DataFrame]


@pytest.fixture(scope="module")
def halves(raw_flights: pl.DataFrame, raw_weather: pl.DataFrame) -> Halves:
    """Everything but the last two weeks, and those."""
    rows = build(fetch.flights(raw_flights), fetch.weather(raw_weather))
    last = pl.col("time_hour") > rows["time_hour"].max() - timedelta(days=14)
    return rows.filter(~last), rows.filter(last)


@pytest.fixture(scope="module")
def model(halves: Halves) -> Pipeline:
    return fit(halves[0].to_pandas(), max_iter=30)


def chances(model: Pipeline, rows: pl.DataFrame) -> np.ndarray:
    return model.predict_proba(rows.drop("late").to_pandas())[:, 1]


def test_it_ranks_the_flights_of_later_weeks(model: Pipeline, halves: Halves) -> None:
    assert roc_auc_score(halves[1]["late"], chances(model, halves[1])) > 0.6


def test_it_learns_nothing_from_answers_that_mean_nothing(halves: Halves) -> None:
    """A feature that leaked the answer would still rank well here."""
    mixed = halves[0].with_columns(pl.col("late").shuffle(seed=1))
    later = halves[1].with_columns(pl.col("late").shuffle(seed=2))
    assert abs(roc_auc_score(later["late"], chances(fit(mixed.to_pandas(), max_iter=30), later)) - 0.5) < 0.1


def test_it_trains_twice_alike(model: Pipeline, halves: Halves) -> None:
    again = fit(halves[0].to_pandas(), max_iter=30)
    np.testing.assert_array_equal(chances(model, halves[1]), chances(again, halves[1]))


def test_an_airport_that_nobody_has_seen_gets_an_answer(model: Pipeline, halves: Halves) -> None:
    stranger = halves[1].head(1).with_columns(dest=pl.lit("ZZZ"), temp=pl.lit(None, dtype=pl.Float64))
    assert 0 < chances(model, stranger)[0] < 1


def test_more_airports_than_the_trees_can_take(halves: Halves) -> None:
    many = halves[0].with_row_index().with_columns(dest=pl.format("X{}", pl.col("index") % 400))
    assert len(chances(fit(many.to_pandas(), max_iter=2), many)) == many.height


def test_a_station_that_never_reports(halves: Halves) -> None:
    silent = halves[0].with_columns(pressure=pl.lit(None, dtype=pl.Float64))
    assert len(chances(fit(silent.to_pandas(), max_iter=2), silent)) == silent.height
