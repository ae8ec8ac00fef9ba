"""Data beside their contract, as people meet it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.tables import HEAD, NOW, frames, one_column
from rung.data.contracts.checking import check
from rung.data.contracts.document import read_contract
from rung.data.contracts.inferring import infer
from rung.data.contracts.render import contract_lines, report_lines
from rung.data.contracts.report import Report
from rung.errors import UnreadableError

CONTRACT = read_contract(
    HEAD
    + """
schema:
  - name: flights
    properties:
      - {name: id, logicalType: integer, primaryKey: true}
      - name: carrier
        logicalType: string
        required: true
        quality:
          - {metric: invalidValues, arguments: {validValues: [UA, AA]}, mustBe: 0}
      - {name: distance, logicalType: integer, logicalTypeOptions: {minimum: 0, maximum: 5500}}
      - name: air_time
        logicalType: number
        quality:
          - {metric: nullValues, mustBeLessOrEqualTo: 40, unit: percent}
          - {type: custom, engine: rung, implementation: {rule: null-pattern, onlyWhen: distance}}
      - {name: at, logicalType: timestamp}
    quality:
      - {metric: rowCount, mustBeGreaterOrEqualTo: 3}
slaProperties:
  - {property: latency, value: 2, unit: d, element: flights.at}
"""
)
GOOD = pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "carrier": ["UA", "AA", "UA", "UA"],
        "distance": [1400, 1416, None, 0],
        "air_time": [227.0, 160.0, None, 53.0],
        "at": [NOW.replace(tzinfo=None) - timedelta(hours=each) for each in range(4)],
    }
)


def sentences(frame: pl.DataFrame | pl.LazyFrame) -> list[str]:
    return [each.sentence for each in checked(frame).violations]


def checked(frame: pl.DataFrame | pl.LazyFrame) -> Report:
    return check(CONTRACT, frame.lazy(), now=NOW)


def test_good_data() -> None:
    report = checked(GOOD)
    assert report.ok
    assert (report.rows, report.checked, report.violations, report.notes) == (4, len(CONTRACT.rules), (), ())


def test_every_violation_names_rule_count_and_rows() -> None:
    bad = pl.DataFrame(
        {
            "id": [1, 1, 3, None],
            "carrier": ["UA", None, "ZZ", "QQ"],
            "distance": [-3, 1416, 9000, -1],
            "air_time": [None, 160.0, None, 53.0],
            "at": [NOW.replace(tzinfo=None) - timedelta(days=12 + each) for each in range(4)],
        }
    )
    report = checked(bad)
    assert [each.sentence for each in report.violations] == [
        "id: 1 of 4 values null (first: row 4: null)",
        "id: 1 of 3 values repeat an earlier one (first: row 2: 1)",
        "carrier: 1 of 4 values null (first: row 2: null)",
        'carrier: 2 of 3 values not among the 2 allowed (first: row 3: "ZZ")',
        "distance: 3 of 4 values below 0 or above 5500 (first: row 1: -3)",
        "air_time: 2 of 4 values null, at most 40% promised (first: row 1: null)",
        "air_time, distance: 2 of 4 values null though distance is not (first: row 1: air_time=null, distance=-3)",
        "at: newest is 2024-02-18 12:00, 12 d old, at most 2 d promised",
    ]
    distance = report.violations[4]
    assert (distance.rule, distance.columns, distance.count, distance.share) == ("range", ("distance",), 3, 0.75)
    assert distance.rows == (1, 3, 4)
    assert distance.samples[1] == {"id": 3, "carrier": "ZZ", "distance": 9000, "air_time": None, "at": bad["at"][2]}
    assert msgspec.json.decode(msgspec.json.encode(report))["violations"][4]["rows"] == [1, 3, 4]
    assert not report.ok


def test_a_column_that_was_renamed() -> None:
    report = checked(GOOD.rename({"distance": "miles"}))
    assert [each.sentence for each in report.violations] == [
        "distance: the column is missing; not in the contract: miles"
    ]
    assert report.notes == ("miles: a column that the contract does not name",)


def test_numbers_that_came_as_text() -> None:
    text = GOOD.with_columns(pl.col("distance").cast(pl.String))
    assert sentences(text) == ["distance: text, not integer; every value could be read as integer"]
    broken = text.with_columns(pl.when(pl.col("id") == 2).then(pl.lit("n/a")).otherwise("distance").alias("distance"))
    assert sentences(broken) == ['distance: 1 of 3 values cannot be read as integer (first: row 2: "n/a")']


def test_other_wrong_types() -> None:
    assert sentences(GOOD.with_columns(pl.col("carrier").str.len_chars())) == [
        "carrier: UInt32, not string (first: row 1: 2)"
    ]
    assert sentences(GOOD.with_columns(pl.col("distance") + 0.5)) == [
        "distance: 3 of 3 values not whole (first: row 1: 1400.5)"
    ]
    assert checked(GOOD.with_columns(pl.col("distance").cast(pl.Float64))).ok
    assert checked(GOOD.with_columns(pl.col("carrier").cast(pl.Categorical))).ok


def test_a_rule_that_cannot_be_applied_is_broken() -> None:
    report = check(one_column("logicalTypeOptions: {minimum: 1}"), pl.LazyFrame({"x": ["a", "b"]}), now=NOW)
    assert [each.sentence for each in report.violations] == ["x: range cannot be checked: the column is String"]


def test_no_rows_and_no_columns() -> None:
    assert sentences(GOOD.clear()) == ["flights: 0 rows, at least 3 promised"]
    report = check(one_column("required: true"), pl.LazyFrame({"x": []}, schema={"x": pl.Int64}), now=NOW)
    assert [each.sentence for each in report.violations] == ["t: no rows at all"]
    report = check(one_column("required: true"), pl.LazyFrame(), now=NOW)
    assert [each.sentence for each in report.violations] == ["t: no rows at all", "x: the column is missing"]


def test_a_time_that_is_none() -> None:
    text = GOOD.with_columns(pl.lit("unknown").alias("at"))
    assert "at: the last value is no time: 'unknown'" in sentences(text)
    empty = GOOD.with_columns(pl.lit(None, dtype=pl.Datetime).alias("at"))
    assert sentences(empty) == ["at: there is no value to tell by"]


def test_milliseconds_that_were_taken_for_seconds() -> None:
    late = GOOD.with_columns((pl.col("at").dt.epoch("us") * 1000).cast(pl.Datetime("us")), distance=-1)
    report = checked(late)
    assert "at: the newest is beyond the year 9999" in [each.sentence for each in report.violations]
    assert str(report.violations[0].samples[0]["at"]).startswith("+56")


def test_warnings_are_told_and_stop_nothing() -> None:
    entry = "quality: [{metric: nullValues, mustBe: 0, severity: warning}]"
    report = check(one_column(entry), pl.LazyFrame({"x": [1, None]}), now=NOW)
    assert report.ok
    assert [each.sentence for each in report.violations] == ["x: 1 of 2 values null (first: row 2: null)"]


def test_values_that_are_not_for_every_eye() -> None:
    contract = one_column("classification: restricted, logicalTypeOptions: {maximum: 1}", "salary")
    report = check(contract, pl.LazyFrame({"salary": [70_000], "team": ["a"]}), now=NOW)
    violation = report.violations[0]
    assert violation.sentence == 'salary: 1 of 1 values above 1 (first: row 1: "(hidden)")'
    assert violation.samples == ({"salary": "(hidden)", "team": "a"},)


def test_data_that_break_off(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("data") / "cut.parquet"
    GOOD.write_parquet(file)
    lazy = pl.scan_parquet(file)
    lazy.collect_schema()
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(UnreadableError, match=f"{file}: the data cannot be read: "):
        check(CONTRACT, pl.scan_parquet(file), now=NOW, where=str(file))


@settings(max_examples=40)
@given(frames(), frames(), st.integers(1, 7), st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_pieces_or_order(
    good: pl.DataFrame, other: pl.DataFrame, size: int, chance: object
) -> None:
    contract = infer(good.lazy(), name="t")
    other = other.rename(dict(zip(other.columns, good.columns, strict=False)), strict=False)
    pieces = pl.concat([other.slice(each, size).lazy() for each in range(0, len(other), size)])
    shuffled = other.sample(fraction=1, shuffle=True, seed=3).lazy()
    counted = [
        [(each.rule, each.columns, each.count, each.share) for each in check(contract, one, now=NOW).violations]
        for one in (other.lazy(), pieces, shuffled)
    ]
    assert counted[0] == counted[1] == counted[2]


def test_lines_of_a_report() -> None:
    report = msgspec.structs.replace(checked(GOOD.with_columns(-pl.col("distance"), new=1)), seconds=0.04)
    assert report_lines(report) == [
        "flights breaks contract 1.0.0 in 1 rule (4 rows, 19 rules, 0.0 s)",
        "  distance: 2 of 3 values below 0 (first: row 1: -1400)",
        "    row 2: -1416",
        "  new: a column that the contract does not name",
    ]
    report = msgspec.structs.replace(checked(GOOD), seconds=1.26)
    assert report_lines(report) == ["flights keeps contract 1.0.0 (4 rows, 19 rules, 1.3 s)"]


def test_lines_of_a_contract() -> None:
    assert contract_lines(CONTRACT) == [
        "flights 1.0.0: 5 columns, 19 rules",
        "  id        integer; never null; never repeats",
        "  carrier   string; never null; one of UA, AA",
        "  distance  integer; at least 0, at most 5500",
        "  air_time  number; null: at most 40%; null only when distance is",
        "  at        timestamp; newest at most 2 d old",
        "  at least 3 rows",
    ]


def test_now_is_what_freshness_is_counted_from() -> None:
    late = check(CONTRACT, GOOD.lazy(), now=datetime(2025, 1, 1, tzinfo=UTC))
    assert [each.rule for each in late.violations] == ["freshness"]
    zoned = GOOD.with_columns(pl.col("at").dt.replace_time_zone("America/New_York"))
    assert check(CONTRACT, zoned.lazy(), now=NOW + timedelta(hours=52)).ok
    assert not check(CONTRACT, zoned.lazy(), now=NOW + timedelta(hours=54)).ok
