"""What is written to `data/`: every flight once, cleaned of what nobody knows before departure."""

from __future__ import annotations

import polars as pl
import pytest

from flight_delays import fetch

ONLY_AFTERWARDS = {"dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"}


def test_nothing_that_is_known_only_afterwards_is_written(raw_flights: pl.DataFrame) -> None:
    assert ONLY_AFTERWARDS <= set(raw_flights.columns)
    assert not ONLY_AFTERWARDS & set(fetch.flights(raw_flights).columns)


def test_every_flight_is_kept_under_an_id_of_its_own(raw_flights: pl.DataFrame) -> None:
    written = fetch.flights(raw_flights)
    assert written.height == raw_flights.height


@pytest.mark.parametrize(("delay", "late"), [(-20, False), (15, False), (16, True), (None, None)])
def test_late_is_more_than_15_minutes(raw_flights: pl.DataFrame, delay: int | None, late: bool | None) -> None:
    one = raw_flights.head(1).with_columns(arr_delay=pl.lit(delay, dtype=pl.Int64))
    assert fetch.flights(one)["late"].to_list() == [late]


@pytest.mark.parametrize(("clock", "minutes"), [(517, 317), (0, 0), (59, 59), (2359, 1439)])
def test_a_time_on_a_clock_is_minutes_after_midnight(clock: int, minutes: int) -> None:
    assert pl.DataFrame({"at": [clock]}).select(fetch.minutes("at")).item() == minutes


def test_a_broken_wind_gauge_is_a_gap_and_no_storm(raw_weather: pl.DataFrame) -> None:
    wind = fetch.weather(raw_weather)["wind_speed"]
    assert wind.null_count() == 3
    assert wind.max() == 10.36
