"""Adding versions."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from blake3 import blake3

from data.versions.project import Project, damaged
from rung.data.base import Progress
from rung.data.versions import index as index_file
from rung.data.versions import keeping, source
from rung.domain.dataset import FileEntry, version_id
from rung.errors import StorageError, UsageError
from rung.store.files.local import LocalFiles
from rung.store.files.source_file import SourceFile


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files that were opened to be read."""
    opened: list[str] = []

    class Watched(SourceFile):
        def __init__(self, path: Path) -> None:
            opened.append(path.name)
            super().__init__(path)

    monkeypatch.setattr("rung.store.files.source_file.SourceFile", Watched)
    return opened


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were just written are old enough to be remembered."""
    monkeypatch.setattr(keeping, "now", lambda: time.time_ns() + 10**10)


def test_a_version_lists_files_by_path(project: Project) -> None:
    project.write("data/b.bin", b"two")
    project.write("data/a.bin", b"one")
    before = datetime.now(UTC)
    version = project.add("data/*.bin", note="first")
    assert version.files == (
        FileEntry("data/a.bin", 3, blake3(b"one").hexdigest()),
        FileEntry("data/b.bin", 3, blake3(b"two").hexdigest()),
    )
    assert version.id == version_id(version.files)
    assert (version.dataset, version.by, version.note, version.rows) == ("flights", "ann", "first", None)
    assert before <= version.added_at <= datetime.now(UTC)
    assert set(project.files.digests()) == {each.digest for each in version.files}


def test_a_growing_dataset_stores_and_reads_only_what_is_new(
    project: Project, tmp_path: Path, reads: list[str], later: None
) -> None:
    index = tmp_path / "index" / "flights"
    project.write("data/1.bin", b"one")
    first = project.add("data", index=index)
    project.write("data/2.bin", b"two")
    reads.clear()
    second = project.add("data", index=index, previous=first)
    assert reads == ["2.bin"]
    assert len(list(project.files.digests())) == 2
    assert [each.path for each in second.files] == ["data/1.bin", "data/2.bin"]


def test_nothing_new_is_the_previous_version(project: Project) -> None:
    project.write("data/1.bin", b"one")
    first = project.add("data", note="first")
    again = project.add("data", note="again", by="ben", previous=first)
    assert again is first
    assert project.add("data", note="again").id == first.id


def test_a_file_that_just_changed_is_read_again(project: Project, tmp_path: Path, reads: list[str]) -> None:
    """Its next change might fall into the same tick of the clock, with the same size."""
    index = tmp_path / "index"
    path = project.write("data/1.bin", b"one")
    first = project.add("data", index=index)
    stat = path.stat()
    path.write_bytes(b"eno")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    reads.clear()
    second = project.add("data", index=index, previous=first)
    assert reads
    assert second.files[0].digest == blake3(b"eno").hexdigest()


def test_a_time_that_was_set_back_hides_nothing(project: Project, tmp_path: Path, later: None) -> None:
    index = tmp_path / "index"
    path = project.write("data/1.bin", b"one")
    os.utime(path, (1e9, 1e9))
    project.add("data", index=index)
    path.write_bytes(b"eno")
    os.utime(path, (1e9, 1e9))
    assert project.add("data", index=index).files[0].digest == blake3(b"eno").hexdigest()


def test_a_touched_file_is_read_and_not_written(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project.write("data/1.bin", b"one")
    first = project.add("data")
    os.utime(path, (1e9, 1e9))
    monkeypatch.setattr("rung.store.files.local_batch.LocalBatch.put", None)
    assert project.add("data", previous=first) is first


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x92\x63\x80"], ids=["empty", "nonsense", "other version"])
def test_a_damaged_index_is_an_empty_one(project: Project, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "index").write_bytes(content)
    project.write("data/1.bin", b"one")
    assert len(project.add("data", index=tmp_path / "index").files) == 1


def test_an_index_that_cannot_be_written_stops_nothing(project: Project, tmp_path: Path, later: None) -> None:
    (tmp_path / "file").write_text("")
    project.write("data/1.bin", b"one")
    assert len(project.add("data", index=tmp_path / "file" / "index").files) == 1


def test_content_that_the_store_lost_is_stored_again(project: Project, tmp_path: Path, later: None) -> None:
    project.write("data/1.bin", b"one")
    first = project.add("data", index=tmp_path / "index")
    project.files.delete(first.files[0].digest)
    assert project.add("data", index=tmp_path / "index", previous=first) is first
    assert project.files.has(first.files[0].digest)


def test_remembered_content_is_made_young(project: Project, tmp_path: Path, later: None) -> None:
    """Somebody may tidy content that no version holds at this very moment."""
    project.write("data/1.bin", b"one")
    first = project.add("data", index=tmp_path / "index")
    assert isinstance(project.files, LocalFiles)
    os.utime(project.files.local_path(first.files[0].digest), (0, 0))
    project.add("data", index=tmp_path / "index")
    (blob,) = project.files.blobs()
    assert time.time() - blob.stored_at < 60


def test_the_index_is_written_from_time_to_time(
    project: Project, tmp_path: Path, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_file, "_OFTEN", -1.0)
    project.write("data/1.bin", b"one")
    project.write("data/2.bin", b"two")
    monkeypatch.setattr(index_file.Index, "save", _counted(index_file.Index.save, saved := []))
    project.add("data", index=tmp_path / "index")
    assert saved == [False, False, True]


def _counted(save, saved):  # type: ignore[no-untyped-def]
    def counting(self, *, whole):  # type: ignore[no-untyped-def]
        saved.append(whole)
        save(self, whole=whole)

    return counting


def test_rows_of_all_tables(project: Project, tmp_path: Path, later: None) -> None:
    frame = pl.DataFrame({"id": [1, 2, 3], "text": ['a\n"b"', "c,d", None]})
    (project.root / "data").mkdir()
    frame.write_parquet(project.root / "data/1.parquet")
    frame.write_csv(project.root / "data/2.csv")
    frame.write_csv(project.root / "data/3.tsv", separator="\t")
    frame.write_ndjson(project.root / "data/4.jsonl")
    frame.write_ipc(project.root / "data/5.arrow")
    assert project.add("data", index=tmp_path / "index").rows == 15
    assert project.add("data", index=tmp_path / "index").rows == 15
    project.write("data/README", "no table")
    assert project.add("data").rows is None


def test_a_broken_table_is_added_and_said(project: Project) -> None:
    project.write("data/1.parquet", b"PAR1 and no more")
    version = project.add("data")
    assert version.rows is None
    assert len(project.said) == 1
    assert project.said[0].startswith("data/1.parquet is no sound table: the data cannot be read: ")


def test_progress_reaches_its_end(project: Project) -> None:
    project.write("data/1.bin", bytes(9 << 20))
    project.write("data/2.bin", b"two")
    first = project.add("data")
    assert project.heard[0].bytes < project.heard[-1].bytes
    assert project.heard[-1] == Progress("data/2.bin", 2, 2, (9 << 20) + 3, (9 << 20) + 3)
    project.add("data", previous=first)
    assert project.heard[-1] == Progress("data/2.bin", 2, 2, (9 << 20) + 3, (9 << 20) + 3)


def meddle(monkeypatch: pytest.MonkeyPatch, what, times: int) -> None:  # type: ignore[no-untyped-def]
    """Do something after a file was read, so many times."""
    left = [times]
    read = keeping._read

    def reading(*args):  # type: ignore[no-untyped-def]
        stored = read(*args)
        if left[0]:
            left[0] -= 1
            what()
        return stored

    monkeypatch.setattr(keeping, "_read", reading)


def test_a_file_that_changes_while_it_is_read_is_read_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project.write("data/1.bin", b"one")
    meddle(monkeypatch, lambda: path.write_bytes(b"grown"), 1)
    version = project.add("data")
    assert version.files == (FileEntry("data/1.bin", 5, blake3(b"grown").hexdigest()),)
    assert project.heard[-1].files == 1


def test_a_file_that_changes_all_the_time_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project.write("data/1.bin", b"one")
    project.write("data/0.bin", b"zero")

    def grow() -> None:
        with path.open("ab") as file:
            file.write(b"more")

    meddle(monkeypatch, grow, 9)
    with pytest.raises(StorageError) as caught:
        project.add("data")
    assert str(caught.value) == f"{path}: changes while it is read"
    assert caught.value.fix == "add it when nothing writes to it"
    assert damaged(project.files) == []


def test_a_file_that_vanishes(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: None) -> None:
    project.write("data/1.bin", b"one")
    gone = project.write("data/2.bin", b"two")
    meddle(monkeypatch, lambda: gone.unlink(missing_ok=True), 1)
    with pytest.raises(StorageError, match="the file is not there any more") as caught:
        project.add("data", index=tmp_path / "index")
    assert caught.value.where == str(gone)
    assert list(project.files.digests()) == [blake3(b"one").hexdigest()]
    assert list(index_file.Index(tmp_path / "index")._old) == [os.fsencode(project.root / "data/1.bin")]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(project: Project) -> None:
    project.write("data/1.bin", b"one").chmod(0)
    with pytest.raises(StorageError, match="may not be read"):
        project.add("data")


def test_no_room_left_keeps_what_is_stored(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("data/1.bin", b"one")
    project.write("data/2.bin", b"two!")
    write = os.write

    def full(descriptor: int, content: memoryview) -> int:
        if len(content) == 4:
            raise OSError(28, "No space left on device")
        return write(descriptor, content)

    monkeypatch.setattr("rung.store.files.copying.os.write", full)
    with pytest.raises(StorageError, match="no room left: No space left on device"):
        project.add("data")
    monkeypatch.undo()
    assert list(project.files.digests()) == [blake3(b"one").hexdigest()]
    assert len(project.add("data").files) == 2


def test_a_name_may_be_anything(project: Project) -> None:
    folder = os.fsencode(project.root / "data")
    os.mkdir(folder)
    for name in (b"new\nline", b"\xff\xfe", "größe".encode(), b"[1].csv", b" "):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(name)
    version = project.add("data")
    assert len(version.files) == 5
    assert "data/\udcff\udcfe" in [each.path for each in version.files]


def test_the_id_knows_content_and_names_only(project: Project, tmp_path: Path) -> None:
    project.write("data/1.bin", b"one")
    first = project.add("data/1.bin", name="one", by="ann", note="x")
    other = Project(tmp_path / "elsewhere", project.files)
    other.write("data/1.bin", b"one")
    assert other.add("data", name="two", by="ben").id == first.id
    other.write("data/1.bin", b"two")
    assert other.add("data").id != first.id


def test_nothing_there(project: Project) -> None:
    (project.root / "data").mkdir()
    for text in ("data", "data/*.csv", "nowhere", "nowhere/*.csv"):
        with pytest.raises(UsageError, match="no file is there") as caught:
            project.add(text)
        assert caught.value.where == text
    with pytest.raises(UsageError, match="the dataset has no source"):
        project.add()


def test_settled_needs_a_stamp_and_two_seconds() -> None:
    at = 10**18
    assert source.settled(source.State(1, "stamp", at - 3 * 10**9), at)
    assert not source.settled(source.State(1, "stamp", at - 10**9), at)
    assert not source.settled(source.State(1, "", 0), at)
