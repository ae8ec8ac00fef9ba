"""Bringing versions back."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.versions.project import Project, content_of
from rung.data.versions.restoring import restore
from rung.domain.dataset import DatasetVersion, FileEntry
from rung.errors import DamagedBlobError, MissingBlobError, RefusedError, StorageError
from rung.store.files import BlobStore
from rung.store.files.local import LocalFiles


@pytest.fixture
def versions(project: Project) -> list[DatasetVersion]:
    """The same two files, first and later; the later ones lie in the project."""
    project.write("data/1.csv", "a\n1\n")
    project.write("data/2.csv", "a\n2\n")
    first = project.add("data")
    project.write("data/1.csv", "a\n10\n")
    return [first, project.add("data", previous=first)]


def test_back_in_place(project: Project, versions: list[DatasetVersion]) -> None:
    first, second = versions
    same = project.root / "data/2.csv"
    os.utime(same, (1e9, 1e9))
    assert restore(first, project.root, project.files, known=versions) == ["data/1.csv"]
    assert content_of(project.root) == {"data/1.csv": b"a\n1\n", "data/2.csv": b"a\n2\n"}
    assert same.stat().st_mtime == 1e9
    assert project.add("data", previous=second).id == first.id


def test_what_no_version_holds_is_not_overwritten(project: Project, versions: list[DatasetVersion]) -> None:
    project.write("data/1.csv", "mine")
    (project.root / "data/2.csv").unlink()
    project.write("data/other.csv", "other")
    with pytest.raises(RefusedError) as caught:
        restore(versions[0], project.root, project.files, known=versions)
    assert str(caught.value) == (f"{project.root}: no version of flights holds what would be overwritten: data/1.csv")
    assert caught.value.fix == "keep it first with rung data add flights, or overwrite it with --force"
    assert content_of(project.root) == {"data/1.csv": b"mine", "data/other.csv": b"other"}
    assert restore(versions[0], project.root, project.files, force=True) == ["data/1.csv", "data/2.csv"]
    assert content_of(project.root)["data/other.csv"] == b"other"


def test_long_lists_are_cut(project: Project) -> None:
    for number in range(13):
        project.write(f"data/{number:02}.bin", b"%d" % number)
    version = project.add("data")
    for number in range(13):
        project.write(f"data/{number:02}.bin", b"mine")
    with pytest.raises(RefusedError, match=r"data/09\.bin and 3 more"):
        restore(version, project.root, project.files)


def test_restored_files_are_the_users_own(project: Project, versions: list[DatasetVersion], tmp_path: Path) -> None:
    restore(versions[0], tmp_path / "out", project.files)
    (tmp_path / "out/data/1.csv").write_text("changed")
    restore(versions[0], tmp_path / "out2", project.files)
    assert (tmp_path / "out2/data/1.csv").read_text() == "a\n1\n"


def test_a_link_is_replaced_and_not_followed(project: Project, versions: list[DatasetVersion], tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_text("a\n10\n")
    (project.root / "data/1.csv").unlink()
    (project.root / "data/1.csv").symlink_to(elsewhere)
    restore(versions[0], project.root, project.files, known=versions)
    assert elsewhere.read_text() == "a\n10\n"
    assert (project.root / "data/1.csv").read_text() == "a\n1\n"


def test_a_folder_in_the_way(project: Project, versions: list[DatasetVersion], tmp_path: Path) -> None:
    (tmp_path / "out/data/1.csv").mkdir(parents=True)
    with pytest.raises(RefusedError):
        restore(versions[0], tmp_path / "out", project.files)
    with pytest.raises(StorageError, match="cannot be written: Is a directory"):
        restore(versions[0], tmp_path / "out", project.files, force=True)


def test_missing_content_stops_before_anything_is_written(
    project: Project, versions: list[DatasetVersion], tmp_path: Path
) -> None:
    project.files.delete(versions[0].files[1].digest)
    with pytest.raises(MissingBlobError) as caught:
        restore(versions[0], tmp_path / "out", project.files)
    assert caught.value.what == "the content of 1 of 2 files is not stored: data/2.csv"
    assert caught.value.where == f"flights@{versions[0].id[:12]}"
    assert not (tmp_path / "out").exists()


def test_damaged_content_is_not_written(project: Project, versions: list[DatasetVersion], tmp_path: Path) -> None:
    assert isinstance(project.files, LocalFiles)
    blob = project.files.local_path(versions[0].files[1].digest)
    blob.chmod(0o600)
    blob.write_text("b\n2\n")
    with pytest.raises(DamagedBlobError, match=versions[0].files[1].digest):
        restore(versions[0], tmp_path / "out", project.files)
    assert content_of(tmp_path / "out") == {"data/1.csv": b"a\n1\n"}


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "a//x", "", "."])
def test_no_path_leads_out(files: BlobStore, tmp_path: Path, path: str) -> None:
    digest = files.put_bytes(b"x")
    version = DatasetVersion("0" * 64, "evil", (FileEntry(path, 1, digest),), datetime.now(UTC), "eve")
    with pytest.raises(StorageError, match="leads out of the dataset"):
        restore(version, tmp_path / "out", files, force=True)
    assert not (tmp_path / "out").exists()


def test_progress(project: Project, versions: list[DatasetVersion], tmp_path: Path) -> None:
    project.heard.clear()
    restore(versions[0], tmp_path / "out", project.files, tell=project.heard.append)
    assert [(each.path, each.files, each.all_bytes) for each in project.heard] == [
        ("data/1.csv", 1, 8), ("data/2.csv", 2, 8),
    ]  # fmt: skip
