"""Which files a source means."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from data.versions.project import Project
from rung.data.versions.sources import find_sources
from rung.errors import RungError, UsageError

FILES = (
    "data/a.csv", "data/b.csv", "data/c.txt", "data/.hidden.csv", "data/deep/d.csv", "data/deep/er/e.csv",
    "data/.cache/f.csv", "part=1.parquet/0.parquet", "other.csv",
)  # fmt: skip


@pytest.fixture
def root(project: Project) -> Path:
    for each in FILES:
        project.write(each, each)
    return project.root


def found(root: Path, *sources: str) -> list[str]:
    return [each.path for each in find_sources(sources, root)[0]]


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("other.csv", ["other.csv"]),
        ("./data/../other.csv", ["other.csv"]),
        ("*.csv", ["other.csv"]),
        ("data/*.csv", ["data/a.csv", "data/b.csv"]),
        ("data/[!a].csv", ["data/b.csv"]),
        ("data/?.txt", ["data/c.txt"]),
        ("data/.*.csv", ["data/.hidden.csv"]),
        ("data/**/*.csv", ["data/a.csv", "data/b.csv", "data/deep/d.csv", "data/deep/er/e.csv"]),
        ("data/**", ["data/a.csv", "data/b.csv", "data/c.txt", "data/deep/d.csv", "data/deep/er/e.csv"]),
        ("**/e.csv", ["data/deep/er/e.csv"]),
        ("data/*/*.csv", ["data/deep/d.csv"]),
        ("data/*/er", ["data/deep/er/e.csv"]),
        ("*.parquet", ["part=1.parquet/0.parquet"]),
        ("data/deep/", ["data/deep/d.csv", "data/deep/er/e.csv"]),
        ("data/.cache", ["data/.cache/f.csv"]),
    ],
)
def test_patterns(root: Path, source: str, paths: list[str]) -> None:
    assert found(root, source) == paths


def test_a_folder_means_all_below_it(root: Path) -> None:
    assert found(root, "data") == sorted(each for each in FILES if each.startswith("data/"))


def test_several_sources_overlap_once(root: Path) -> None:
    assert found(root, "data/*.csv", "data/a.csv", "other.csv") == ["data/a.csv", "data/b.csv", "other.csv"]


def test_history_is_no_data(project: Project) -> None:
    for each in (".git/HEAD", ".rung/store.db", "a.csv"):
        project.write(each, "")
    assert found(project.root, ".") == ["a.csv"]
    assert found(project.root, ".git") == [".git/HEAD"]


def test_a_name_that_looks_like_a_pattern(project: Project) -> None:
    project.write("data/[1].csv", "")
    project.write("data/1.csv", "")
    assert found(project.root, "data/[1].csv") == ["data/[1].csv"]
    assert found(project.root, "data/[1]*") == ["data/1.csv"]


def test_an_absolute_path_inside_the_project(root: Path) -> None:
    assert found(root, str(root / "other.csv"), f"{root}/data/*.txt") == ["data/c.txt", "other.csv"]
    assert find_sources([str(root / "other.csv")], root)[1] == []


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("../shared/*.csv", "x.csv"),
        ("../shared", "x.csv"),
        ("../shared/x.csv", "x.csv"),
        ("../*/x.csv", "shared/x.csv"),
    ],
)
def test_outside_the_project_is_allowed_and_said(project: Project, source: str, path: str) -> None:
    (project.root.parent / "shared").mkdir()
    (project.root.parent / "shared" / "x.csv").write_text("x")
    version = project.add(source)
    assert [each.path for each in version.files] == [path]
    assert project.said == [f"{source} leads out of the project: whoever has only the repository cannot add it again"]


def test_two_files_of_one_path(project: Project) -> None:
    for each in ("one", "two"):
        (project.root.parent / each).mkdir()
        (project.root.parent / each / "x.csv").write_text(each)
    with pytest.raises(UsageError, match=r"two files would have the path x\.csv: .*one/x\.csv and .*two/x\.csv"):
        project.add("../one", "../two")


def test_links_are_followed(project: Project) -> None:
    project.write("store/a.csv", "a")
    os.symlink(project.root / "store", project.root / "data")
    os.symlink("store/a.csv", project.root / "b.csv")
    assert found(project.root, "data/*.csv", "b.csv") == ["b.csv", "data/a.csv"]
    assert project.add("data").files[0].size == 1


@pytest.mark.parametrize("source", ["data", "data/**", "data/**/*.csv"])
def test_links_in_a_circle_are_refused(project: Project, source: str) -> None:
    project.write("data/deep/a.csv", "a")
    os.symlink("..", project.root / "data" / "deep" / "up")
    with pytest.raises(UsageError, match="a link leads back to a folder that it lies in") as caught:
        project.add(source)
    assert caught.value.where == str(project.root / "data/deep/up")


@pytest.mark.parametrize("source", ["data", "data/*", "data/x"])
def test_a_link_to_nothing(project: Project, source: str) -> None:
    (project.root / "data").mkdir()
    os.symlink("nowhere", project.root / "data" / "x")
    with pytest.raises(UsageError, match="a link to nothing") as caught:
        project.add(source)
    assert caught.value.where == str(project.root / "data/x")


def test_a_link_to_itself(project: Project) -> None:
    os.symlink("x", project.root / "x")
    with pytest.raises(RungError) as caught:
        project.add("x")
    assert caught.value.where == str(project.root / "x")


@pytest.mark.parametrize("source", ["data", "data/*", "data/s"])
def test_what_is_no_file(project: Project, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.root / "data").mkdir()
    monkeypatch.chdir(project.root / "data")  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as open_one:
        open_one.bind("s")
        with pytest.raises(UsageError, match="neither a file nor a folder"):
            project.add(source)
