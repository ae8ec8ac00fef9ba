"""What only a store in a folder promises."""

from __future__ import annotations

import io
import os
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest
from blake3 import blake3

from rung.errors import StorageError
from rung.store.files import copying, lasting, local_batch
from rung.store.files.local import LocalFiles
from rung.store.files.scratch import Scratch, sweep


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path / "blobs")


def leftovers(files: LocalFiles) -> list[Path]:
    return list((files.folder / "incoming").iterdir())


def test_blobs_are_read_only_files_of_their_own(files: LocalFiles, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"rung")
    path = files.local_path(files.put(source))
    assert path == tmp_path / "blobs" / path.parent.name / path.name
    assert path.parent.name + path.name == blake3(b"rung").hexdigest()
    assert stat.S_IMODE(path.stat().st_mode) & 0o222 == 0
    assert path.stat().st_nlink == 1
    source.write_bytes(b"next")
    assert path.read_bytes() == b"rung"


def test_a_fetched_file_can_be_written(files: LocalFiles, tmp_path: Path) -> None:
    files.fetch(files.put_bytes(b"rung"), tmp_path / "mine")
    assert (tmp_path / "mine").stat().st_mode & stat.S_IWUSR
    assert (tmp_path / "mine").stat().st_nlink == 1


def test_putting_again_heals(files: LocalFiles) -> None:
    digest = files.put_bytes(b"rung")
    path = files.local_path(digest)
    path.chmod(0o600)
    path.write_bytes(b"RUNG")
    files.put_bytes(b"rung")
    assert path.read_bytes() == b"rung"


def test_touching_makes_young(files: LocalFiles) -> None:
    digest = files.put_bytes(b"rung")
    os.utime(files.local_path(digest), (0, 0))
    assert [each.stored_at for each in files.blobs()] == [0]
    assert files.touch(digest)
    assert [time.time() - each.stored_at < 60 for each in files.blobs()] == [True]


def test_other_files_in_the_folder_are_no_blobs(files: LocalFiles) -> None:
    digest = files.put_bytes(b"rung")
    (files.folder / "README").write_text("hands off")
    (files.folder / "ab").mkdir(exist_ok=True)
    (files.folder / "ab" / "short").write_text("no digest")
    (files.folder / "zz").mkdir()
    (files.folder / "zz" / ("0" * 62)).write_text("no digest")
    assert list(files.digests()) == [digest]


def test_a_full_batch_reaches_the_disk_before_it_ends(files: LocalFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_batch, "_MOST_FILES", 2)
    with files.batch() as batch:
        digests = [batch.put(io.BytesIO(bytes([number]))).digest for number in range(5)]
        # The disk works on the third and fourth, and the fifth waits.
        assert files.missing(digests) in ({digests[4]}, {digests[2], digests[3], digests[4]})
    assert files.missing(digests) == set()
    assert leftovers(files) == []


@pytest.mark.parametrize("syncfs", [None, lambda descriptor: -1, lambda descriptor: 0], ids=["none", "fails", "works"])
def test_many_files_are_made_to_last(
    files: LocalFiles, monkeypatch: pytest.MonkeyPatch, syncfs: Callable[[int], int] | None
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(lasting, "_syncfs", lambda: syncfs)
    monkeypatch.setattr("rung.store.files.lasting.os.fsync", synced.append)
    with files.batch() as batch:
        for number in range(70):
            batch.put(io.BytesIO(b"%d" % number))
    assert len(list(files.digests())) == 70
    assert (len(synced) >= 70) == (syncfs is None or syncfs(0) != 0)


def test_the_system_can_sync_a_whole_file_system(tmp_path: Path) -> None:
    lasting.make_last([str(tmp_path)] * 100)


def test_a_disk_that_fails_is_told_before_the_batch_ends(files: LocalFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(paths: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(local_batch, "make_last", broken)
    with pytest.raises(StorageError, match="cannot be written: Input/output error"):
        files.put_bytes(b"rung")
    assert list(files.digests()) == leftovers(files) == []


def put_many(folder: Path, number: int) -> None:
    for each in range(40):
        LocalFiles(folder).put_bytes(b"%d" % ((each + number) % 20))


def test_many_processes_at_once(files: LocalFiles) -> None:
    context = get_context("spawn")
    children = [context.Process(target=put_many, args=(files.folder, number)) for number in range(3)]
    for each in children:
        each.start()
    for each in children:
        each.join()
        assert each.exitcode == 0
    assert set(files.digests()) == {blake3(b"%d" % number).hexdigest() for number in range(20)}
    assert leftovers(files) == []


HALF_WAY = """
import io, sys
from pathlib import Path
from rung.store.files.local import LocalFiles
class Slow(io.RawIOBase):
    def readinto(self, buffer):
        buffer[:3] = b"abc"
        print("read", flush=True)
        sys.stdin.read(1)
        return 3
with LocalFiles(Path(sys.argv[1])).batch() as batch:
    batch.put(Slow())
"""


def half_way(files: LocalFiles) -> subprocess.Popen[bytes]:
    """A process in the middle of a file."""
    child = subprocess.Popen(
        [sys.executable, "-c", HALF_WAY, str(files.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout
    assert child.stdout.readline() == b"read\n"
    return child


def grow_old(files: LocalFiles) -> None:
    for each in leftovers(files):
        os.utime(each, (0, 0))


def test_leftovers_of_the_dead_are_swept_and_those_of_the_living_are_not(files: LocalFiles) -> None:
    with half_way(files) as child:
        grow_old(files)
        files.put_bytes(b"other")
        assert len(leftovers(files)) == 1
        child.send_signal(signal.SIGKILL)
    files.put_bytes(b"other")
    assert len(leftovers(files)) == 0
    assert list(files.digests()) == [blake3(b"other").hexdigest()]


def test_a_young_folder_without_a_lock_may_be_somebody_beginning(tmp_path: Path) -> None:
    (tmp_path / "young").mkdir()
    (tmp_path / "old").mkdir()
    os.utime(tmp_path / "old", (0, 0))
    living = Scratch(tmp_path)
    os.utime(living.folder, (0, 0))
    sweep(tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == {"young", living.folder.name}
    living.close()


FULL = """
import resource, sys
from pathlib import Path
from rung.errors import StorageError
from rung.store.files.local import LocalFiles
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
try:
    LocalFiles(Path(sys.argv[1])).put(Path(sys.argv[2]))
except StorageError as error:
    print(f"{error}|{error.fix}")
"""


def test_no_room_left(files: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(bytes(3 << 20))
    said = subprocess.run(
        [sys.executable, "-c", FULL, str(files.folder), str(tmp_path / "source")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout == (
        f"{files.folder}: no room left: File too large"
        "|free some space there and do it again; what is stored already is not stored again\n"
    )
    assert list(files.digests()) == leftovers(files) == []


def test_where_a_file_lies_there_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be written"):
        LocalFiles(tmp_path / "file").put_bytes(b"")


def test_a_folder_in_the_way_of_a_fetch(files: LocalFiles, tmp_path: Path) -> None:
    digest = files.put_bytes(b"rung")
    (tmp_path / "target").mkdir()
    with pytest.raises(StorageError, match="cannot be written: Is a directory"):
        files.fetch(digest, tmp_path / "target")


def test_a_clone_is_hashed_after_it_was_made(
    files: LocalFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file systems of most test machines cannot share blocks: here one that can, as seen from Python."""

    def clone(source: io.FileIO, target: int) -> bool:
        os.pwrite(target, os.pread(source.fileno(), 1 << 20, 0), 0)
        return True

    for module in ("local_batch", "local"):
        monkeypatch.setattr(f"rung.store.files.{module}.clone", clone)
    (tmp_path / "source").write_bytes(b"shared blocks")
    digest = files.put(tmp_path / "source")
    assert digest == blake3(b"shared blocks").hexdigest()
    files.fetch(digest, tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"shared blocks"


def test_a_file_system_that_cannot_share_blocks_changes_nothing(tmp_path: Path) -> None:
    with open(tmp_path / "target", "w+b") as target:
        assert not copying.clone(io.BytesIO(b"no file"), target.fileno())
        assert target.read() == b""


LARGE = """
import resource, sys
from pathlib import Path
from rung.store.files.local import LocalFiles
files = LocalFiles(Path(sys.argv[1]))
files.put_bytes(b"warm")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
files.put(Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_does_not_grow_with_the_file(files: LocalFiles, tmp_path: Path) -> None:
    with open(tmp_path / "source", "wb") as source:
        source.truncate(100 << 20)
    said = subprocess.run(
        [sys.executable, "-c", LARGE, str(files.folder), str(tmp_path / "source")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(said.stdout) < 20 << 10
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > 0
