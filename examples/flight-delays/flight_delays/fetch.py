"""Writes `data/`: flights by month and the weather, cleaned of everything that a forecast may not see.

    python -m flight_delays.fetch

What is only known after departure (`dep_time`, `dep_delay`, `arr_time`, `air_time`) ends here; of the arrival only
the label is left.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flight_delays.source import folder, raw_flights, raw_weather

DATA = Path("data")
LATE_AFTER = 15
"""Minutes after the scheduled arrival."""
STRONGEST_WIND = 200.0
"""Miles per hour; one reading of 1,048 is a fault of the instrument."""


def main() -> None:
    """Write the files again; the same bytes every time."""
    tables = folder()
    months = flights(raw_flights(tables)).with_columns(month=pl.col("date").dt.strftime("%Y-%m"))
    (DATA / "flights").mkdir(parents=True, exist_ok=True)
    for (month,), rows in months.partition_by("month", as_dict=True, maintain_order=True).items():
        rows.drop("month").write_parquet(DATA / "flights" / f"{month}.parquet")
    weather(raw_weather(tables)).write_parquet(DATA / "weather.parquet")
    print(f"{months.height:,} flights and the weather are in {DATA}/")


def flights(raw: pl.DataFrame) -> pl.DataFrame:
    """One row for each flight, with what its timetable says and, where it is known, whether it arrived late."""
    day = pl.date("year", "month", "day")
    return raw.select(
        id=pl.concat_str(day.dt.strftime("%Y%m%d"), "carrier", "flight", "origin", separator="-"),
        time_hour=moment("time_hour"),
        date=day,
        sched_dep=minutes("sched_dep_time"),
        sched_arr=minutes("sched_arr_time"),
        carrier="carrier",
        origin="origin",
        dest="dest",
        distance=pl.col("distance").cast(pl.Int64),
        late=pl.col("arr_delay") > LATE_AFTER,
    ).sort("time_hour", "id")


def weather(raw: pl.DataFrame) -> pl.DataFrame:
    """One row for each airport and hour."""
    wind = pl.col("wind_speed").cast(pl.Float64)
    return raw.select(
        origin="origin",
        time_hour=moment("time_hour"),
        temp=pl.col("temp").cast(pl.Float64),
        humid=pl.col("humid").cast(pl.Float64),
        wind_speed=pl.when(wind <= STRONGEST_WIND).then(wind).round(2),
        precip=pl.col("precip").cast(pl.Float64),
        pressure=pl.col("pressure").cast(pl.Float64),
        visib=pl.col("visib").cast(pl.Float64),
    ).sort("time_hour", "origin")


def moment(column: str) -> pl.Expr:
    """`2013-01-01T10:00:00Z` as a moment in UTC."""
    return pl.col(column).str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", time_zone="UTC")


def minutes(column: str) -> pl.Expr:
    """`517`, which is 5:17 on a clock, as minutes after midnight."""
    return (pl.col(column) // 100 * 60 + pl.col(column) % 100).cast(pl.Int64)


if __name__ == "__main__":
    main()
