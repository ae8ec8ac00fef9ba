"""From flights and weather to what the model sees, the same way for training and for a flight of tomorrow."""

from __future__ import annotations

import polars as pl

CATEGORIES = ["carrier", "origin", "dest"]
TIMETABLE = ["sched_dep", "sched_arr", "weekday", "day_of_year", "distance"]
WEATHER = ["temp", "humid", "wind_speed", "precip", "pressure", "visib"]
KEPT = ["id", "time_hour", "late"]
"""Not seen by the model: who it is, when it is, and the answer."""


def build(flights: pl.DataFrame, weather: pl.DataFrame) -> pl.DataFrame:
    """One row for each flight whose arrival is known; a row depends on that flight and its weather alone."""
    dates = pl.col("date").dt
    known = flights.filter(pl.col("late").is_not_null())
    timed = known.with_columns(weekday=dates.weekday().cast(pl.Int64), day_of_year=dates.ordinal_day().cast(pl.Int64))
    joined = timed.join(before_departure(weather), on=["origin", "time_hour"], how="left", maintain_order="left")
    return joined.select(*KEPT, *CATEGORIES, *TIMETABLE, *WEATHER)


def before_departure(weather: pl.DataFrame) -> pl.DataFrame:
    """Observations by the hour in which they may be used: the next one, for that of the departure is not over."""
    return weather.select("origin", pl.col("time_hour") + pl.duration(hours=1), *WEATHER)
