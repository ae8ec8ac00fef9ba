"""Versions as frames."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data.versions.project import Project
from rung.data.versions.reading import lay_out, scan
from rung.errors import MissingBlobError, UnreadableError, UsageError
from rung.store.files.opening import open_files

FRAME = pl.DataFrame({"id": [1, 2], "code": ["007", "x"], "delay": [1.5, None]})


def write(project: Project, path: str, frame: pl.DataFrame = FRAME) -> None:
    target = project.root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    writers = {
        ".csv": frame.write_csv, ".parquet": frame.write_parquet, ".jsonl": frame.write_ndjson, ".arrow": frame.write_ipc
    }  # fmt: skip
    writers[target.suffix](target)


@pytest.mark.parametrize("suffix", ["csv", "parquet", "jsonl", "arrow"])
def test_all_tables_in_the_order_of_their_paths(project: Project, tmp_path: Path, suffix: str) -> None:
    write(project, f"data/2.{suffix}", FRAME.with_columns(id=pl.col("id") + 2))
    write(project, f"data/1.{suffix}")
    project.write("data/README", "text")
    frame = scan(project.add("data"), project.files, tmp_path / "cache").collect()
    assert frame["id"].to_list() == [1, 2, 3, 4]
    assert_frame_equal(frame.head(2), FRAME)


def test_a_version_keeps_its_rows_when_the_files_change(project: Project, tmp_path: Path) -> None:
    write(project, "data/1.parquet")
    version = project.add("data")
    frame = scan(version, project.files, tmp_path / "cache")
    write(project, "data/1.parquet", FRAME.head(1))
    assert frame.collect().height == 2
    assert scan(project.add("data"), project.files, tmp_path / "cache").collect().height == 1


def test_local_content_is_linked_and_not_copied(project: Project, tmp_path: Path) -> None:
    write(project, "data/1.parquet")
    version = project.add("data")
    for _ in range(2):
        (path,) = lay_out(version, project.files, tmp_path / "cache")
        assert path.is_symlink()
        assert path.readlink() == project.files.local_path(version.files[0].digest)
        assert path == tmp_path / "cache" / version.id[:16] / "data/1.parquet"


def test_remote_content_is_fetched_once(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project.files = open_files(f"memory://{tmp_path.name}/blobs")
    write(project, "data/1.csv")
    version = project.add("data")
    assert version.rows == 2
    assert_frame_equal(scan(version, project.files, tmp_path / "cache").collect(), FRAME)
    monkeypatch.setattr(type(project.files), "open", None)
    assert_frame_equal(scan(version, project.files, tmp_path / "cache").collect(), FRAME)


@pytest.mark.parametrize("name", ["2.parquet", "2.arrow"])
def test_a_corrupt_file_is_named(project: Project, tmp_path: Path, name: str) -> None:
    write(project, f"data/1{Path(name).suffix}")
    project.write(f"data/{name}", b"PAR1 nothing PAR1")
    version = project.add("data")
    with pytest.raises(UnreadableError) as caught:
        scan(version, project.files, tmp_path / "cache")
    assert caught.value.where == f"data/{name}"
    assert caught.value.fix


def test_other_columns_are_named(project: Project, tmp_path: Path) -> None:
    write(project, "data/1.csv")
    write(project, "data/2.csv", FRAME.drop("code"))
    with pytest.raises(UnreadableError) as caught:
        scan(project.add("data"), project.files, tmp_path / "cache")
    assert str(caught.value) == "data/2.csv: has no column code, which 1.csv has"


def test_no_tables(project: Project, tmp_path: Path) -> None:
    project.write("data/1.png", b"")
    with pytest.raises(UsageError, match="holds no tables"):
        scan(project.add("data"), project.files, tmp_path / "cache")


def test_content_that_is_gone(project: Project, tmp_path: Path) -> None:
    write(project, "data/1.csv")
    version = project.add("data")
    scan(version, project.files, tmp_path / "cache")
    project.files.delete(version.files[0].digest)
    with pytest.raises(MissingBlobError, match=version.files[0].digest):
        scan(version, project.files, tmp_path / "cache")
