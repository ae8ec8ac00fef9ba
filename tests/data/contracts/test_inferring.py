"""First contracts from data."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.contracts.tables import NOW, frames
from rung.data.contracts.checking import check
from rung.data.contracts.contract import Contract
from rung.data.contracts.document import read_contract, write_contract
from rung.data.contracts.inferring import infer
from rung.data.contracts.rounding import readable_floor, readable_range, readable_share
from rung.errors import CannotMeasureError, UsageError


def promises(contract: Contract, column: str) -> list[str]:
    return [each.promise() for each in contract.rules if column in each.columns and each.id != "column"]


@settings(max_examples=150)
@given(frames())
def test_data_meet_the_contract_that_was_inferred_from_them(frame: pl.DataFrame) -> None:
    contract = infer(frame.lazy(), name="t", key=frame.columns[0], label=frame.columns[-1])
    report = check(contract, frame.lazy(), now=NOW)
    assert report.ok, [each.sentence for each in report.violations]
    assert report.notes == ()


@settings(max_examples=50)
@given(frames())
def test_the_same_data_give_the_same_contract_in_any_pieces(frame: pl.DataFrame) -> None:
    text = write_contract(infer(frame.lazy(), name="t"))
    pieces = pl.concat([frame.slice(index, 3).lazy() for index in range(0, len(frame), 3)])
    assert write_contract(infer(pieces, name="t")) == text
    assert write_contract(infer(frame.reverse().lazy(), name="t")) == text
    assert write_contract(read_contract(text)) == text


@settings(max_examples=40)
@given(frames(kinds=("day", "moment", "zoned"), least=2))
def test_freshness_is_met_on_the_day_of_the_newest_row(frame: pl.DataFrame) -> None:
    column = frame.columns[0]
    newest = frame[column].max()
    contract = infer(frame.lazy(), name="t", time=column)
    if isinstance(newest, datetime):
        newest = newest.replace(tzinfo=UTC)
    elif newest is not None:
        newest = datetime(newest.year, newest.month, newest.day, tzinfo=UTC)
    assert check(contract, frame.lazy(), now=newest or NOW).ok


def table(rows: int = 2_000) -> pl.DataFrame:
    start = datetime(2024, 1, 1)
    return pl.DataFrame(
        {
            "id": range(rows),
            "code": [f"{each % 700:03d}" for each in range(rows)],
            "carrier": [("UA", "AA", "NO")[each % 3] for each in range(rows)],
            "month": [each % 12 + 1 for each in range(rows)],
            "price": [None if each % 10 == 0 else each % 97 / 4 for each in range(rows)],
            "tax": [None if each % 10 == 0 else 0.1 for each in range(rows)],
            "refund": [None if each % 20 == 0 else 1.5 for each in range(rows)],
            "at": [start + timedelta(hours=each) for each in range(rows)],
            "empty": [None] * rows,
            "late": [each % 2 == 0 for each in range(rows)],
        }
    )


def test_what_is_learned() -> None:
    contract = infer(table().lazy(), name="sales", key="id", time="at", label="late")
    assert contract.columns == {
        "id": "integer", "code": "string", "carrier": "string", "month": "integer", "price": "number", "tax": "number",
        "refund": "number", "at": "timestamp", "empty": None, "late": "boolean",
    }  # fmt: skip
    assert promises(contract, "id") == ["integer", "never null", "never repeats"]
    assert promises(contract, "code") == ["string", "3 characters", "never null"]
    assert promises(contract, "carrier") == ["string", "never null", "one of AA, NO, UA"]
    assert promises(contract, "month") == ["integer", "at least 1, at most 12", "never null"]
    assert promises(contract, "price") == [
        "number", "at least 0, at most 30", "null: at most 21%", "neither NaN nor infinite",
        "null exactly when price is", "null only when price is",
    ]  # fmt: skip
    assert promises(contract, "at") == ["timestamp", "never null", "newest at most 24 h old"]
    assert promises(contract, "late") == ["boolean"]
    assert [each.promise() for each in contract.rules if each.id == "row-count"] == ["at least 1,000 rows"]


def test_the_draft_says_what_was_seen() -> None:
    text = write_contract(infer(table().lazy(), name="sales", key="id", time="at"))
    assert text.startswith("# Guessed by Rung from 2,000 rows, which meet it.")
    assert "logicalTypeOptions: {minimum: 0, maximum: 30}  # seen 0 to 24\n" in text
    assert "unit: percent}  # seen 200 in 2,000 rows, 10%\n" in text
    assert "exactlyWhen: price}}  # so in 200 rows\n" in text
    assert "element: sales.at}  # twice the longest gap, 1 h; newest row of 2024-03-24 07:00\n" in text
    assert "status: draft\n" in text


def test_a_key_that_repeats_is_not_promised() -> None:
    frame = pl.concat([table(), table()[:7]])
    text = write_contract(infer(frame.lazy(), name="sales", key=["id"]))
    assert "primaryKey" not in text
    assert "# no key is promised: id repeat in 7 rows\n" in text
    text = write_contract(infer(table().lazy(), name="sales", key=["id", "price"]))
    assert "# no key is promised: price of the key is null at times\n" in text


def test_ids_are_neither_categories_nor_ranges() -> None:
    frame = pl.DataFrame({"customer_id": [each % 20 for each in range(1_000)], "shop_id": ["a", "b"] * 500})
    contract = infer(frame.lazy(), name="t")
    assert promises(contract, "customer_id") == ["integer", "never null"]
    assert promises(contract, "shop_id") == ["string", "never null"]


def test_rows_that_never_came_twice() -> None:
    frame = pl.DataFrame({"a": [each // 50 for each in range(1_000)], "b": [each % 50 for each in range(1_000)]})
    assert "never repeat together" in promises(infer(frame.lazy(), name="t"), "a")
    assert "never repeat together" not in promises(infer(pl.concat([frame, frame]).lazy(), name="t"), "a")


def test_old_data_are_not_promised_to_be_fresh() -> None:
    contract = infer(table().lazy(), name="sales", time="at", now=datetime(2030, 1, 1, tzinfo=UTC))
    assert all(each.id != "freshness" for each in contract.rules)
    assert "# no freshness is promised: newest row of 2024-03-24 07:00, longest gap 1 h\n" in write_contract(contract)


def test_moments_written_as_text() -> None:
    frame = pl.DataFrame(
        {"at": ["2024-01-01T05:00:00Z", "2024-01-03T07:30:00Z", None], "day": ["2024-01-01", "2024-01-09", None]}
    )
    rules = infer(frame.lazy(), name="t", time="at").rules
    assert [each.promise() for each in rules if each.id == "freshness"] == ["newest at most 5 d old"]
    rules = infer(frame.lazy(), name="t", time="day").rules
    assert [each.promise() for each in rules if each.id == "freshness"] == ["newest at most 16 d old"]
    text = write_contract(infer(pl.LazyFrame({"at": ["soon", "later"]}), name="t", time="at"))
    assert "# how fresh the data are cannot be told from at: it holds no moments in time\n" in text


@pytest.mark.parametrize("frame", [pl.LazyFrame(), pl.LazyFrame(schema={"a": pl.Int64})])
def test_nothing_is_learned_from_nothing(frame: pl.LazyFrame) -> None:
    with pytest.raises(CannotMeasureError, match=r"t has no (rows|columns) to learn a contract from"):
        infer(frame, name="t")


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="t has no column idd, its key"):
        infer(pl.LazyFrame({"id": [1]}), name="t", key="idd")


@pytest.mark.parametrize(
    ("least", "most", "rows", "whole", "expected"),
    [
        (17, 4_983, 336_776, True, (0, 5_500)),
        (-43, 1_301, 336_776, True, (-200, 1_500)),
        (1, 12, 300_000, True, (1, 12)),
        (1, 23, 300_000, True, (0, 23)),
        (0, 59, 300_000, True, (0, 59)),
        (0.25, 0.75, 50, False, (0, 1.0)),
        (-9.5, -0.5, 50, False, (-14, 0)),
        (983.8, 1_042.1, 20_000, False, (977, 1_048)),
        (-(2**63), 2**63 - 1, 10, True, None),
        (1e-300, 1e300, 10, False, None),
    ],
)
def test_readable_ranges(
    least: float, most: float, rows: int, whole: bool, expected: tuple[float, float] | None
) -> None:
    low, high = readable_range(least, most, rows, whole=whole)
    assert expected is None or (low, high) == expected
    assert low <= least
    assert high >= most


def test_other_readable_numbers() -> None:
    assert [readable_floor(each) for each in (1, 2, 99, 2_000, 336_776)] == [1, 1, 49, 1_000, 160_000]
    assert [readable_share(each) for each in (0.004, 2.45, 24.5, 25)] == [2, 6, 50, None]


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
@example(0.0, 1.1333e308)
@example(-1.7976931348623157e308, 1.7976931348623157e308)
@example(0.0, 5e-324)
@example(-3.4e304, 1.1333e308)
def test_a_range_holds_what_was_seen_and_is_a_number(one: float, other: float) -> None:
    least, most = min(one, other), max(one, other)
    low, high = readable_range(least, most, 200, whole=False)
    assert -math.inf < low <= least <= most <= high < math.inf


def test_a_column_with_an_infinite_value_has_no_range() -> None:
    frame = pl.DataFrame({"x": [0.0, 1.0, math.inf], "y": [0.0, 1.0, math.nan]})
    contract = infer(frame.lazy(), name="t")
    assert check(contract, frame.lazy(), now=NOW).ok
    assert not any("at most" in each for each in promises(contract, "x"))
    assert any("at most" in each for each in promises(contract, "y"))
