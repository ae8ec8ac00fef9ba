"""Files that are not tables."""

from __future__ import annotations

import os

import polars as pl
import pytest

from data.versions.project import Project
from rung.data.versions.index_table import index_table, labels_of
from rung.domain.dataset import DatasetVersion, FileEntry
from rung.errors import UsageError


@pytest.fixture
def pets(project: Project) -> DatasetVersion:
    for path in ("pets/cat/1.png", "pets/dog/2.png", "pets/dog/3.png"):
        project.write(path, path)
    return project.add("pets")


def test_a_row_for_each_file(pets: DatasetVersion) -> None:
    table = index_table(pets)
    assert table.schema == {"path": pl.String, "digest": pl.String, "size": pl.Int64, "label": pl.String}
    assert table["path"].to_list() == ["pets/cat/1.png", "pets/dog/2.png", "pets/dog/3.png"]
    assert table["label"].to_list() == ["cat", "dog", "dog"]
    assert table["size"].to_list() == [14, 14, 14]
    assert table["digest"].to_list() == [each.digest for each in pets.files]


@pytest.mark.parametrize(
    ("paths", "labels"),
    [
        (["a/1", "b/2"], ["a", "b"]),
        (["train/cat/1", "train/dog/2", "test/cat/3"], ["cat", "dog", "cat"]),
        (["a/1", "a/2"], None),
        (["a/1", "b/deep/2"], None),
        (["1", "a/2"], None),
        (["1"], None),
        ([], None),
    ],
)
def test_labels_only_where_every_file_has_one(paths: list[str], labels: list[str] | None) -> None:
    assert labels_of([FileEntry(each, 1, "") for each in paths]) == labels


def test_described_columns_are_joined(pets: DatasetVersion) -> None:
    described = pl.DataFrame({"path": ["pets/dog/3.png", "pets/cat/1.png"], "width": [30, 10]})
    table = index_table(pets, described)
    assert table["width"].to_list() == [10, None, 30]
    assert table.columns == ["path", "digest", "size", "label", "width"]


@pytest.mark.parametrize(
    ("described", "what"),
    [
        ({"width": [1]}, "gives no column path"),
        ({"path": [1]}, "gives paths that are no texts but Int64"),
        ({"path": ["pets/cat/1.png"] * 2}, "gives pets/cat/1.png twice"),
        ({"path": ["1.png"]}, "gives 1.png, which is no file of the dataset"),
        ({"path": ["pets/cat/1.png"], "size": [1]}, "gives a column size, which the index has already"),
    ],
)
def test_described_wrongly(pets: DatasetVersion, described: dict[str, list[object]], what: str) -> None:
    with pytest.raises(UsageError) as caught:
        index_table(pets, pl.DataFrame(described))
    assert str(caught.value) == f"datasets.flights.describe: {what}"


def test_names_that_are_no_text(project: Project) -> None:
    (project.root / "data").mkdir()
    with open(os.path.join(os.fsencode(project.root), b"data", b"\xff.png"), "wb"):
        pass
    assert index_table(project.add("data"))["path"].to_list() == ["data/\\xff.png"]
