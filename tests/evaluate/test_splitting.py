"""The holdout is taken out of files of every format, and nothing is lost or changed on the way."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.data.contracts.opening import open_files
from rung.errors import ManifestError
from rung.evaluate.holdout import Holdout, read_holdout
from rung.evaluate.splitting import apart, write_rows

ROWS = pl.DataFrame(
    {
        "id": range(40),
        "code": [f"{number:03d}" for number in range(40)],
        "note": ["", 'a "b", c', "line\nbreak", "ü"] * 10,
        "time": [datetime(2013, 1, 1) + timedelta(hours=6 * number) for number in range(40)],
    }
)


def write(frame: pl.DataFrame, path: Path) -> None:
    name = path.name
    if name.endswith(".parquet"):
        frame.write_parquet(path)
    elif name.endswith(".arrow"):
        frame.write_ipc(path)
    elif name.endswith(".jsonl"):
        frame.with_columns(pl.col("time").dt.to_string()).write_ndjson(path)
    elif name.endswith(".csv.gz"):
        path.write_bytes(gzip.compress(frame.write_csv().encode()))
    else:
        frame.write_csv(path, separator="\t" if name.endswith(".tsv") else ",")


def halves(folder: Path, holdout: Holdout, *names: str) -> tuple[dict[str, Path], Path, Path]:
    files = {name: folder / name for name in names}
    found = apart(files, holdout, dataset="rows", time="time", key=("id",))
    write_rows(files, {name: ~rows for name, rows in found.held.items()}, folder / "train")
    write_rows(files, found.held, folder / "held")
    return files, folder / "train", folder / "held"


@pytest.mark.parametrize("ending", ["csv", "tsv", "csv.gz", "parquet", "arrow", "jsonl"])
def test_both_halves_together_are_the_whole(tmp_path: Path, ending: str) -> None:
    names = [f"one.{ending}", f"two.{ending}"]
    write(ROWS[:25], tmp_path / names[0])
    write(ROWS[25:], tmp_path / names[1])
    files, train, held = halves(tmp_path, read_holdout({"random": "30%", "seed": 1}, ""), *names)
    whole = open_files(list(files.values())).collect()
    kept = open_files([train / each for each in names]).collect()
    out = open_files([held / each for each in names]).collect()
    assert 0 < len(out) < len(kept)
    assert kept.schema == out.schema == whole.schema
    assert pl.concat([kept, out]).sort("id").equals(whole.sort("id"))


def test_the_newest_rows_lie_in_the_last_file(tmp_path: Path) -> None:
    write(ROWS[:20], tmp_path / "a.csv")
    write(ROWS[20:], tmp_path / "b.csv")
    _, train, held = halves(tmp_path, read_holdout({"latest": "2d"}, ""), "a.csv", "b.csv")
    assert open_files(train / "a.csv").collect().height == 20
    assert open_files(held / "a.csv").collect().height == 0
    assert open_files(held / "b.csv").collect()["id"].to_list() == list(range(32, 40))


def test_texts_of_a_csv_file_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,code,x\n1,007,1.50\n2,,\n3,1e3, y\n4,-0,z\n")
    _, train, held = halves(tmp_path, read_holdout({"random": "50%"}, ""), "a.csv")
    lines = (train / "a.csv").read_text().splitlines() + (held / "a.csv").read_text().splitlines()[1:]
    assert sorted(lines) == sorted((tmp_path / "a.csv").read_text().splitlines())


def test_files_that_are_no_tables_have_no_rows(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    with pytest.raises(ManifestError, match="no tables"):
        apart({"a.png": tmp_path / "a.png"}, Holdout(share=0.5), dataset="images", time=None)


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    write(ROWS, tmp_path / "a.parquet")
    with pytest.raises(ManifestError, match="no column customer"):
        apart({"a.parquet": tmp_path / "a.parquet"}, Holdout(group="customer", share=0.5), dataset="rows", time=None)


@given(share=st.floats(0.2, 0.8), seed=st.integers(0, 50), cut=st.integers(0, 40))
def test_how_rows_lie_in_files_does_not_move_them(
    tmp_path_factory: pytest.TempPathFactory, share: float, seed: int, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    holdout = Holdout(share=share, seed=seed)
    write(ROWS, folder / "whole.parquet")
    write(ROWS[:cut], folder / "a.parquet")
    write(ROWS[cut:], folder / "b.parquet")
    together = apart({"whole.parquet": folder / "whole.parquet"}, holdout, dataset="rows", time=None, key=("id",))
    parted = apart(
        {each: folder / each for each in ("a.parquet", "b.parquet")}, holdout, dataset="rows", time=None, key=("id",)
    )
    assert together.held["whole.parquet"].tolist() == [
        *parted.held["a.parquet"].tolist(), *parted.held["b.parquet"].tolist(),
    ]  # fmt: skip
