"""Versions and differences as a person sees them."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.data.versions.difference import (
    Changed,
    ColumnChange,
    Difference,
    Moved,
    Retyped,
    Summary,
    TableDifference,
)
from rung.data.versions.render import render_diff, render_list, render_show, size
from rung.domain.dataset import DatasetVersion, FileEntry

A = FileEntry("data/a.csv", 1_500_000, "a" * 64)
B = FileEntry("data/b\n.csv", 12, "b" * 64)
VERSION = DatasetVersion("c" * 64, "flights", (A, B), datetime(2026, 11, 1, 8, 5, tzinfo=UTC), "ann", 336_776, "first")
BARE = DatasetVersion("d" * 64, "flights", (A,), datetime(2026, 11, 2, 18, 0, tzinfo=UTC), "ben")


def test_a_list() -> None:
    assert render_list([VERSION, BARE]) == [
        "cccccccccccc  2026-11-01 08:05  2 files  1.5 MB  336,776 rows  ann  first",
        "dddddddddddd  2026-11-02 18:00   1 file  1.5 MB                ben",
    ]
    assert render_list([]) == []


def test_one_version() -> None:
    assert render_show(VERSION) == [
        f"flights@{'c' * 64}",
        "added 2026-11-01 08:05 by ann: first",
        "2 files, 1.5 MB, 336,776 rows",
        "",
        "aaaaaaaaaaaa  1.5 MB  data/a.csv",
        "bbbbbbbbbbbb    12 B  data/b\\n.csv",
    ]


def test_nothing_changed() -> None:
    assert render_diff(Difference("c" * 64, "c" * 64, (), (), (), ())) == ["both are cccccccccccc: nothing changed"]


def test_a_difference() -> None:
    table = TableDifference(
        1000, 1500, ("new",), ("gone",), (Retyped("kind", "Int64", "String"),),
        (
            ColumnChange("delay", "Float64", Summary(0, "1.0", "9.5", 2.25, 80), Summary(3, "1.0", "12.0", 2.5, 90), 0.1234),
            ColumnChange("carrier", "String", Summary(0, "AA", "WN", None, 16), Summary(0, "AA", "WN", None, 15), None),
            ColumnChange("same", "Int64", Summary(0, "1", "2", 1.5, 2), Summary(0, "1", "2", 1.5, 2), 0.0),
        ),
    )  # fmt: skip
    found = Difference("c" * 64, "d" * 64, (A,), (B,), (Changed(B, A),), (Moved("x.csv", A),), table)
    assert render_diff(found) == [
        "cccccccccccc → dddddddddddd",
        "+ data/a.csv  1.5 MB",
        "- data/b\\n.csv  12 B",
        "~ data/a.csv  12 B → 1.5 MB",
        "> x.csv → data/a.csv",
        "",
        "rows 1,000 → 1,500 (+500)",
        "+ column new",
        "- column gone",
        "~ column kind: Int64 → String",
        "",
        "column   type     nulls  min  max         mean        distinct  distance",
        "delay    Float64  0 → 3  1.0  9.5 → 12.0  2.25 → 2.5  80 → 90      0.123",
        "carrier  String   0      AA   WN                      16 → 15",
        "1 column without a change",
    ]


def test_long_lists_are_cut() -> None:
    many = tuple(FileEntry(f"{number}", 1, "") for number in range(25))
    lines = render_diff(Difference("c", "d", many, (), (), ()))
    assert (len(lines), lines[-1]) == (22, "  and 5 more added")


def test_sizes() -> None:
    assert [size(each) for each in (0, 999, 1000, 999_950, 5 * 10**13)] == [
        "0 B",
        "999 B",
        "1.0 kB",
        "1.0 MB",
        "50.0 TB",
    ]
