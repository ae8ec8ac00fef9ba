"""Features know nothing of the future, of the answer, or of the other rows."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flight_delays import fetch
from flight_delays.features import CATEGORIES, TIMETABLE, WEATHER, build

SEEN = [*CATEGORIES, *TIMETABLE, *WEATHER]


@pytest.fixture(scope="module")
def flights(raw_flights: pl.DataFrame) -> pl.DataFrame:
    return fetch.flights(raw_flights)


@pytest.fixture(scope="module")
def weather(raw_weather: pl.DataFrame) -> pl.DataFrame:
    return fetch.weather(raw_weather)


def test_flights_whose_arrival_is_unknown_are_left_out(flights: pl.DataFrame, weather: pl.DataFrame) -> None:
    assert flights["late"].null_count() > 0
    assert build(flights, weather)["id"].to_list() == flights.drop_nulls("late")["id"].to_list()


def test_the_answer_changes_no_feature(flights: pl.DataFrame, weather: pl.DataFrame) -> None:
    turned = build(flights.with_columns(~pl.col("late")), weather)
    assert_frame_equal(turned.select(SEEN), build(flights, weather).select(SEEN))
    assert "late" not in SEEN


def test_weather_from_the_hour_of_departure_on_changes_no_feature(flights: pl.DataFrame, weather: pl.DataFrame) -> None:
    departure = flights["time_hour"][len(flights) // 2]
    later = pl.col("time_hour") >= departure
    stormy = weather.with_columns(pl.when(later).then(99.0).otherwise("wind_speed").alias("wind_speed"))
    until = pl.col("time_hour") <= departure
    assert_frame_equal(build(flights, stormy).filter(until), build(flights, weather).filter(until))
    assert build(flights, stormy)["wind_speed"].max() == 99.0


def test_a_row_depends_on_itself_alone(flights: pl.DataFrame, weather: pl.DataFrame) -> None:
    together = build(flights, weather)
    alone = build(flights.filter(pl.col("id") == together["id"][17]), weather)
    assert_frame_equal(alone, together.slice(17, 1))


def test_a_flight_without_weather_is_kept(flights: pl.DataFrame, weather: pl.DataFrame) -> None:
    rows = build(flights, weather.clear())
    assert rows.height == flights["late"].count()
    assert rows["temp"].null_count() == rows.height
