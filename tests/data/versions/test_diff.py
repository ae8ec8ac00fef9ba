"""What changed between two versions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.versions.project import Project
from rung.data.versions import distance, summaries
from rung.data.versions.diff import compare_frames, diff
from rung.data.versions.difference import ColumnChange, Summary
from rung.data.versions.distance import distances, kolmogorov_smirnov, total_variation
from rung.errors import UnreadableError


def column(old: list[object], new: list[object]) -> ColumnChange:
    frames = [pl.LazyFrame({"x": pl.Series(each, strict=False)}) for each in (old, new)]
    (found,) = compare_frames(*frames).columns
    return found


def test_files_added_removed_changed_and_moved(project: Project, tmp_path: Path) -> None:
    for name in ("gone", "same", "old name", "grown"):
        project.write(f"data/{name}", name)
    old = project.add("data")
    for name in ("gone", "old name"):
        (project.root / "data" / name).unlink()
    for name, content in (("new name", "old name"), ("grown", "grown up"), ("fresh", "fresh")):
        project.write(f"data/{name}", content)
    found = diff(old, project.add("data"), project.files, tmp_path / "cache")
    assert [each.path for each in found.added] == ["data/fresh"]
    assert [each.path for each in found.removed] == ["data/gone"]
    assert [(each.old.size, each.new.size) for each in found.changed] == [(5, 8)]
    assert [(each.path, each.entry.path) for each in found.moved] == [("data/old name", "data/new name")]
    assert found.table is None


def test_rows_and_columns(project: Project, tmp_path: Path) -> None:
    project.write("data/1.csv", "id,gone,kind,same\n1,a,1,x\n2,b,2,y\n")
    old = project.add("data")
    project.write("data/1.csv", "id,new,kind,same\n1,a,one,x\n2,b,two,y\n3,c,three,x\n")
    table = diff(old, project.add("data"), project.files, tmp_path / "cache").table
    assert table is not None
    assert (table.old_rows, table.new_rows) == (2, 3)
    assert (table.added, table.removed) == (("new",), ("gone",))
    assert [(each.name, each.old, each.new) for each in table.retyped] == [("kind", "Int64", "String")]
    assert [each.name for each in table.columns] == ["id", "same"]
    number, text = table.columns
    assert number.old == Summary(0, "1", "2", 1.5, 2)
    assert number.new == Summary(0, "1", "3", 2.0, 3)
    assert number.distance == pytest.approx(1 / 3)
    assert text.distance == pytest.approx(1 / 6)


def test_the_same_version(project: Project, tmp_path: Path) -> None:
    project.write("data/1.csv", "id\n1\n")
    version = project.add("data")
    found = diff(version, version, project.files, tmp_path / "cache")
    assert (found.added, found.changed, found.table) == ((), (), None)


@pytest.mark.parametrize(
    ("old", "new", "apart"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], 0.0),
        ([1, 2], [3, 4], 1.0),
        ([1, 2, 3, 4], [3, 4, 5, 6], 0.5),
        ([1.0, None, float("nan")], [1.0], 0.0),
        ([date(2013, 1, 1)], [date(2013, 1, 2)], 1.0),
        ([True, False], [True, True], 0.5),
        (["a", "a", "b"], ["a", "b", "b"], 1 / 3),
        ([1], [None], None),
        ([[1], [2]], [[1], [3]], None),
        ([f"name {n}" for n in range(50)], [f"name {n}" for n in range(50, 100)], None),
    ],
)
def test_distances(old: list[object], new: list[object], apart: float | None) -> None:
    if new == [None]:
        frames = [pl.LazyFrame({"x": old}), pl.LazyFrame({"x": new}, schema={"x": pl.Int64})]
        assert compare_frames(*frames).columns[0].distance == 1.0
    else:
        assert column(old, new).distance == (None if apart is None else pytest.approx(apart))


@given(st.lists(st.integers(-5, 5), min_size=1), st.lists(st.integers(-5, 5), min_size=1))
def test_distances_are_distances(one: list[int], other: list[int]) -> None:
    arrays = [np.sort(np.array(each, dtype=float)) for each in (one, other)]
    series = [pl.Series("x", each) for each in (one, other)]
    for measure, pair in ((kolmogorov_smirnov, arrays), (total_variation, series)):
        assert 0 <= measure(*pair) <= 1 + 1e-12
        assert measure(*pair) == pytest.approx(measure(*pair[::-1]))
        assert measure(pair[0], pair[0]) == pytest.approx(0)
    assert kolmogorov_smirnov(*arrays) <= total_variation(*series) + 1e-12


def test_large_tables_are_sampled_without_bias(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distance, "SAMPLE", 5_000)
    frame = pl.LazyFrame({"hour": np.arange(200_000) % 24, "rising": np.arange(200_000)})
    later = frame.with_columns(rising=pl.col("rising") + 100_000)
    found = distances(frame, later, (200_000, 200_000))
    assert found["hour"] == pytest.approx(0, abs=0.01)
    assert found["rising"] == pytest.approx(0.5, abs=0.03)


def test_many_distinct_values_are_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "EXACT", 10)
    frame = pl.LazyFrame({"x": [None, *range(50_000)], "text": [None, *map(str, range(50_000))]})
    found = compare_frames(frame, frame).columns
    assert [each.old.distinct for each in found] == [pytest.approx(50_000, rel=0.05)] * 2


def test_every_type_has_a_summary() -> None:
    frame = pl.LazyFrame(
        {
            "binary": [b"x", None], "list": [[1], None], "struct": [{"a": 1}, None], "null": [None, None],
            "cat": pl.Series(["a", None], dtype=pl.Categorical), "enum": pl.Series(["a", None], dtype=pl.Enum(["a"])),
            "decimal": pl.Series(["1.50", None]).cast(pl.Decimal(10, 2)), "u8": pl.Series([1, None], dtype=pl.UInt8),
            "time": pl.Series([1, None]).cast(pl.Time), "span": pl.Series([1, None]).cast(pl.Duration("us")),
            "moment": pl.Series([1, None]).cast(pl.Datetime("us", "UTC")), "flag": [True, None],
        }
    )  # fmt: skip
    for each in compare_frames(frame, frame).columns:
        assert not each.changed
        assert each.old.nulls == (2 if each.name == "null" else 1)


def test_empty_tables() -> None:
    empty = pl.LazyFrame(schema={"x": pl.Int64, "s": pl.String})
    full = pl.LazyFrame({"x": [1], "s": ["a"]})
    assert [each.distance for each in compare_frames(empty, empty).columns] == [None, None]
    assert [each.distance for each in compare_frames(empty, full).columns] == [1.0, 1.0]
    assert compare_frames(pl.LazyFrame(), pl.LazyFrame()).columns == ()


def test_pages_that_are_damaged_name_the_version(project: Project, tmp_path: Path) -> None:
    frame = pl.DataFrame({"x": np.arange(50_000)})
    (project.root / "data").mkdir()
    frame.write_parquet(project.root / "data/1.parquet")
    old = project.add("data")
    content = bytearray((project.root / "data/1.parquet").read_bytes())
    content[100:2000] = bytes(1900)
    project.write("data/1.parquet", bytes(content))
    new = project.add("data")
    with pytest.raises(UnreadableError) as caught:
        diff(old, new, project.files, tmp_path / "cache")
    assert caught.value.where == f"flights@{new.id[:12]}"
