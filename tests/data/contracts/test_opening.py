"""Files as tables."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.tables import HEAD, NOW, frames
from rung.data.contracts.contract import Contract
from rung.data.contracts.document import read_contract
from rung.data.contracts.inferring import infer
from rung.data.contracts.opening import check_files, find_files, open_files
from rung.errors import RungError, UnreadableError, UsageError

FRAME = pl.DataFrame({"id": [1, 2], "name": ["a", None], "at": [datetime(2024, 1, 1), None]})


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def contract(columns: str) -> Contract:
    return read_contract(f"{HEAD}schema:\n  - name: t\n    properties:\n{columns}")


def test_every_format(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "t.parquet")
    FRAME.write_ipc(tmp_path / "t.arrow")
    FRAME.write_csv(tmp_path / "t.csv")
    FRAME.write_csv(tmp_path / "t.tsv", separator="\t")
    FRAME.write_ndjson(tmp_path / "t.jsonl")
    (tmp_path / "z.csv.gz").write_bytes(gzip.compress((tmp_path / "t.csv").read_bytes()))
    for name in ("t.parquet", "t.arrow", "t.csv", "t.tsv", "z.csv.gz"):
        assert open_files(tmp_path / name).collect().equals(FRAME), name
    assert open_files(tmp_path / "t.jsonl").collect()["id"].to_list() == [1, 2]


def test_several_files_and_patterns(tmp_path: Path) -> None:
    for name, ids in (("b.csv", "3\n"), ("a.csv", "1\n2\n")):
        write(tmp_path / name, f"id\n{ids}")
    assert open_files(str(tmp_path / "*.csv")).collect()["id"].to_list() == [1, 2, 3]
    assert open_files([tmp_path / "b.csv", tmp_path / "a.csv"]).collect()["id"].to_list() == [3, 1, 2]
    with pytest.raises(UsageError, match=r"none\.csv: no such file"):
        find_files(tmp_path / "none.csv")


def test_types_of_a_csv_file_are_those_of_the_contract(tmp_path: Path) -> None:
    file = write(
        tmp_path / "t.csv",
        "zip,n,x,ok,day,at,utc,clock\n007,1,1.5,true,2024-01-01,2024-01-01 05:00,2024-01-01T05:00:00Z,09:30:00\n,,,,,,,\n",
    )
    promised = contract(
        "      - {name: zip, logicalType: string}\n      - {name: n, logicalType: integer}\n"
        "      - {name: x, logicalType: number}\n      - {name: ok, logicalType: boolean}\n"
        "      - {name: day, logicalType: date}\n      - {name: at, logicalType: timestamp}\n"
        "      - {name: utc, logicalType: timestamp, logicalTypeOptions: {timezone: true}}\n"
        "      - {name: clock, logicalType: time}\n"
    )
    five = datetime(2024, 1, 1, 5)
    row = ("007", 1, 1.5, True, date(2024, 1, 1), five, five.replace(tzinfo=UTC), time(9, 30))
    assert open_files(file, promised).collect().rows() == [row, (None,) * 8]
    assert check_files(promised, file, now=NOW).ok


def test_types_of_a_csv_file_are_learned_from_all_rows(tmp_path: Path) -> None:
    rows = "\n".join("007,1,2.0,true,2024-01-01,2024-01-01T05:00:00Z," for _ in range(2_000))
    file = write(tmp_path / "t.csv", f"zip,late,x,ok,day,at,empty\n{rows}\n008,B2,1e3,False,,2024-01-01T05:00+02:00,\n")
    frame = open_files(file).collect()
    assert dict(frame.schema) == {
        "zip": pl.String, "late": pl.String, "x": pl.Float64, "ok": pl.Boolean, "day": pl.Date,
        "at": pl.Datetime("us", "UTC"), "empty": pl.String,
    }  # fmt: skip
    assert frame.row(-1) == ("008", "B2", 1000.0, False, None, datetime(2024, 1, 1, 3, tzinfo=UTC), None)


def test_values_of_another_type_in_a_csv_file_become_a_violation(tmp_path: Path) -> None:
    file = write(tmp_path / "t.csv", "id,day\n1,2024-01-01\nx,2024-02-31\n3,soon\n")
    promised = contract("      - {name: id, logicalType: integer}\n      - {name: day, logicalType: date}\n")
    report = check_files(promised, file, now=NOW)
    assert [each.sentence for each in report.violations] == [
        'id: 1 of 3 values cannot be read as integer (first: row 2: "x")',
        'day: 2 of 3 values cannot be read as date (first: row 2: "2024-02-31")',
    ]


def test_columns_of_csv_files_that_the_contract_lacks_or_has_in_vain(tmp_path: Path) -> None:
    file = write(tmp_path / "t.csv", "id,new\n1,2\n")
    report = check_files(contract("      - {name: id, logicalType: integer}\n      - {name: old}\n"), file, now=NOW)
    assert [each.sentence for each in report.violations] == ["old: the column is missing; not in the contract: new"]
    assert report.notes == ("new: a column that the contract does not name",)


def test_json_lines_keep_their_texts(tmp_path: Path) -> None:
    file = write(tmp_path / "t.jsonl", '{"zip": "007", "gone": null}\n{"zip": null, "gone": null}\n')
    frame = open_files(
        file, contract("      - {name: zip, logicalType: string}\n      - {name: gone, logicalType: string}\n")
    )
    assert frame.collect().rows() == [("007", None), (None, None)]


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"a.csv": b""}, "a.csv: an empty file, without even a header"),
        ({"a.csv": b"a,a\n1,2\n"}, "a.csv: column a stands twice"),
        ({"a.csv": b"a,b\n1,2\n", "b.csv": b"a\n1\n"}, "b.csv: has no column b, which a.csv has"),
        ({"a.csv": b"a\n1\n", "b.csv": b"a,b\n1,2\n"}, "b.csv: has a column b that a.csv lacks"),
        ({"a.csv": b"a,b\n1,2\n", "b.csv": b"b,a\n1,2\n"}, "b.csv: has its columns in another order than a.csv"),
        ({"a.csv": b"a\xff\n1\n"}, "a.csv: not a CSV file: "),
        ({"a.csv": b"a,b\n1,2\n1,2,3\n"}, "a.csv: the data cannot be read: "),
        ({"a.csv": b"a\n\xff\n"}, "a.csv: not a CSV file: "),
        ({"a.csv": b"a\n" + b"b\n" * 9_000 + b"\xff\n"}, "a.csv: the data cannot be read: "),
        ({"a.csv.gz": b"no gzip"}, "a.csv.gz: the data cannot be read: "),
        ({"a.parquet": b"PAR1 and no more"}, "a.parquet: the data cannot be read: "),
        ({"a.parquet": b""}, "a.parquet: the data cannot be read: "),
        ({"a.arrow": b"no arrow"}, "a.arrow: the data cannot be read: "),
        ({"a.jsonl": b"{"}, "a.jsonl: the data cannot be read: "),
        ({"a.csv": b"a\n1\n", "b.parquet": b""}, "a.csv and 1 more: one table, and files of several kinds: .csv, .parquet"),
        ({"a.png": b""}, "a.png: files ending in .png are not read as a table"),
    ],
)  # fmt: skip
def test_bad_files_are_named(tmp_path: Path, files: dict[str, bytes], what: str) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    promised = contract("      - {name: a, logicalType: string}\n")
    with pytest.raises(RungError) as refused:
        check_files(promised, sorted(tmp_path.iterdir()), now=NOW)
    assert isinstance(refused.value, UnreadableError | UsageError)
    assert what in str(refused.value)
    assert "\n" not in str(refused.value)


def test_parquet_files_that_differ(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "a.parquet")
    FRAME.with_columns(pl.col("id").cast(pl.String)).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(UnreadableError, match=r"b\.parquet: column id is String, and Int64 in a\.parquet"):
        open_files(tmp_path / "*.parquet")


@settings(max_examples=25)
@given(frames(kinds=("small", "near", "few", "flag", "day", "moment", "zoned")), st.integers(1, 20))
def test_a_contract_that_was_inferred_from_files_is_met_by_them(
    tmp_path_factory: pytest.TempPathFactory, frame: pl.DataFrame, size: int
) -> None:
    folder = tmp_path_factory.mktemp("files")
    for index in range(0, len(frame), size):
        part = frame.slice(index, size)
        part.write_csv(folder / f"{index:03}.csv", quote_style="always")
        part.write_parquet(folder / f"{index:03}.parquet")
    reports = []
    for pattern in ("*.csv", "*.parquet"):
        promised = infer(open_files(folder / pattern), name="t")
        report = check_files(promised, folder / pattern, now=NOW)
        assert report.ok, [each.sentence for each in report.violations]
        reports.append(report)
    assert reports[0].rows == reports[1].rows == len(frame)
