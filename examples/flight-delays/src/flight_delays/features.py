"""From the file of flights to what the model sees, the same way for training and for prediction."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

CATEGORIES = ["carrier", "origin", "dest"]
NUMBERS = ["hour", "weekday", "month", "distance", "wind_mph", "precip_in"]


def read_flights(path: Path) -> pd.DataFrame:
    """One row per flight, oldest first."""
    return pd.read_csv(path, parse_dates=["date"]).sort_values("date", kind="stable")


def build(flights: pd.DataFrame) -> pd.DataFrame:
    """Features of each flight; each row depends on that flight alone."""
    dates = flights["date"].dt
    return flights.assign(weekday=dates.day_of_week, month=dates.month)[CATEGORIES + NUMBERS]


def is_late(flights: pd.DataFrame, after_min: int) -> pd.Series:
    """Whether each flight arrived more than `after_min` minutes late."""
    return flights["arr_delay_min"] > after_min


def split(flights: pd.DataFrame, holdout_from: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Flights to learn from, and the later ones that judge the model."""
    judged = flights["date"] >= pd.Timestamp(holdout_from)
    return flights[~judged], flights[judged]
