"""Two months of invented flights in the form of the package's tables: late in rain, and late with one carrier."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

FIRST = datetime(2013, 3, 1, 10, tzinfo=UTC)
HOURS = 60 * 24


@pytest.fixture(scope="session")
def raw_weather() -> pl.DataFrame:
    """An observation each hour at each airport; it rains every fifth day."""
    return pl.DataFrame([_observed(origin, hour) for hour in range(HOURS) for origin in ("EWR", "JFK", "LGA")])


@pytest.fixture(scope="session")
def raw_flights() -> pl.DataFrame:
    """Some 3,000 flights, with everything that is known only after them."""
    dice = random.Random(2013)
    hours = [hour for hour in range(HOURS) if (FIRST + timedelta(hours=hour)).hour >= 10]
    return pl.DataFrame([_flown(dice, hour, number) for hour in hours for number in range(1, 5)])


def _observed(origin: str, hour: int) -> dict[str, object]:
    return {
        "origin": origin,
        "time_hour": _text(hour),
        "temp": 40.0 + hour % 24,
        "humid": 60.0,
        "wind_speed": 1048.4 if hour == 7 else 10.357,
        "precip": 0.3 if _rains(hour) else 0.0,
        "pressure": None if hour % 10 == 0 else 1012.5,
        "visib": 10.0,
    }


def _flown(dice: random.Random, hour: int, number: int) -> dict[str, object]:
    moment = FIRST + timedelta(hours=hour)
    carrier, origin = dice.choice(["UA", "EV", "DL"]), dice.choice(["EWR", "JFK", "LGA"])
    risk = 0.1 + 0.4 * _rains(hour - 1) + 0.3 * (carrier == "EV")
    delay = None if dice.random() < 0.03 else dice.randint(16, 200) if dice.random() < risk else dice.randint(-40, 15)
    local = moment - timedelta(hours=5)
    clock = local.hour * 100 + dice.randrange(60)
    return {
        "year": local.year,
        "month": local.month,
        "day": local.day,
        "dep_time": None if delay is None else clock,
        "sched_dep_time": clock,
        "dep_delay": delay,
        "arr_time": None if delay is None else clock,
        "sched_arr_time": (clock + 200) % 2400,
        "arr_delay": delay,
        "carrier": carrier,
        "flight": number,
        "origin": origin,
        "dest": dice.choice(["ATL", "BOS", "ORD"]),
        "air_time": None if delay is None else 110,
        "distance": dice.choice([190, 730, 760]),
        "time_hour": _text(hour),
    }


def _rains(hour: int) -> bool:
    return hour // 24 % 5 == 0


def _text(hour: int) -> str:
    return (FIRST + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:00:00Z")
