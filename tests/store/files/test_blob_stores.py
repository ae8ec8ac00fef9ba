"""What every blob store does."""

from __future__ import annotations

import io
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from blake3 import blake3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rung.errors import DamagedBlobError, MissingBlobError, StorageError
from rung.store.files import BlobStore
from rung.store.files.local import LocalFiles
from rung.store.files.place import YOUNG
from rung.store.files.remote import RemoteFiles

NOTHING = blake3(b"").hexdigest()
LARGE = b"0123456789abcdef" * ((9 << 20) // 16) + b"end"
"""More than is sent from memory, and no round number."""


def damage(files: BlobStore, digest: str, content: bytes) -> None:
    """Put something else under a digest."""
    if isinstance(files, LocalFiles):
        path = files.local_path(digest)
        path.chmod(0o600)
        path.write_bytes(content)
    else:
        assert isinstance(files, RemoteFiles)
        files._place.system.pipe_file(files._place.key(digest), content)


def test_content_is_named_by_its_blake3_and_comes_back(files: BlobStore, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"rung")
    digest = files.put(source)
    assert digest == blake3(b"rung").hexdigest()
    assert files.has(digest)
    assert files.size(digest) == 4
    with files.open(digest) as stream:
        assert stream.read() == b"rung"
        stream.seek(1)
        assert stream.read(2) == b"un"
    assert list(files.digests()) == [digest]


@pytest.mark.parametrize("content", [b"", b"x", LARGE], ids=["empty", "one byte", "large"])
def test_any_size_comes_back(files: BlobStore, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "source"
    source.write_bytes(content)
    assert files.put(source) == blake3(content).hexdigest()
    files.fetch(blake3(content).hexdigest(), tmp_path / "deep" / "down" / "target")
    assert (tmp_path / "deep" / "down" / "target").read_bytes() == content


@pytest.mark.parametrize("content", [b"short", LARGE], ids=["short", "large"])
def test_a_stream_is_read_to_its_end(files: BlobStore, content: bytes) -> None:
    with files.batch() as batch:
        stored = batch.put(io.BytesIO(content))
    assert (stored.digest, stored.size) == (blake3(content).hexdigest(), len(content))
    with files.open(stored.digest) as stream:
        assert stream.read() == content


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=st.lists(st.binary(max_size=200), max_size=6))
def test_what_was_put_in_is_there_once(files: BlobStore, contents: list[bytes]) -> None:
    before = set(files.digests())
    with files.batch() as batch:
        stored = [batch.put(io.BytesIO(each)) for each in contents]
    assert [each.digest for each in stored] == [blake3(each).hexdigest() for each in contents]
    assert sorted(files.digests()) == sorted(before | {each.digest for each in stored})


def test_a_fetched_file_is_the_callers_own(files: BlobStore, tmp_path: Path) -> None:
    digest = files.put_bytes(b"original")
    target = tmp_path / "mine"
    target.write_bytes(b"older, and longer than the other")
    files.fetch(digest, target)
    target.write_bytes(b"changed!")
    with files.open(digest) as stream:
        assert stream.read() == b"original"


def test_fetching_leaves_nothing_else(files: BlobStore, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    files.fetch(files.put_bytes(b"content"), folder / "mine")
    with pytest.raises(MissingBlobError):
        files.fetch(NOTHING, folder / "other")
    assert [each.name for each in folder.iterdir()] == ["mine"]


def test_what_is_not_there(files: BlobStore, tmp_path: Path) -> None:
    assert not files.has(NOTHING)
    assert list(files.digests()) == []
    for ask in (files.open, files.size, lambda digest: files.fetch(digest, tmp_path / "target")):
        with pytest.raises(MissingBlobError, match=NOTHING) as caught:
            ask(NOTHING)
        assert caught.value.fix == "bring the store back from a copy, or add the files that had this content again"
    files.delete(NOTHING)
    assert files.missing([NOTHING]) == {NOTHING}


def test_a_digest_never_leads_elsewhere(files: BlobStore) -> None:
    for name in ("", "ab", "../" * 20 + "etc/passwd", "AB" * 32, "ab" * 32 + "\n"):
        with pytest.raises(MissingBlobError, match="is not a digest"):
            files.size(name)


def test_deleted_is_forgotten(files: BlobStore) -> None:
    digest = files.put_bytes(b"gone")
    other = files.put_bytes(b"stays")
    files.delete(digest)
    assert not files.has(digest)
    assert list(files.digests()) == [other]
    assert files.missing([digest, other]) == {digest}


def test_damage_is_found_on_the_way_out(files: BlobStore, tmp_path: Path) -> None:
    digest = files.put_bytes(b"original")
    damage(files, digest, b"0riginal")
    target = tmp_path / "target"
    target.write_bytes(b"mine")
    with pytest.raises(DamagedBlobError) as caught:
        files.fetch(digest, target)
    assert digest in str(caught.value)
    assert blake3(b"0riginal").hexdigest() in str(caught.value)
    assert (
        caught.value.fix == "add the files that had this content again, or bring this one back from a copy of the store"
    )
    assert target.read_bytes() == b"mine"


def test_a_blob_of_another_size_is_put_again(files: BlobStore, tmp_path: Path) -> None:
    digest = files.put_bytes(b"original")
    damage(files, digest, b"cut")
    files.put_bytes(b"original")
    files.fetch(digest, tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"original"


def test_many_missing_are_found_with_one_list(files: BlobStore) -> None:
    there = [files.put_bytes(bytes([number])) for number in range(3)]
    away = {blake3(b"away %d" % number).hexdigest() for number in range(300)}
    assert files.missing([*there, *away]) == away


def test_new_content_is_young(files: BlobStore) -> None:
    started = time.time()
    digest = files.put_bytes(b"new")
    (blob,) = files.blobs()
    assert (blob.digest, blob.size) == (digest, 3)
    assert abs(blob.stored_at - started) < YOUNG / 10
    assert files.touch(digest)
    assert not files.touch(NOTHING)


def test_progress_adds_up(files: BlobStore, tmp_path: Path) -> None:
    heard: list[int] = []
    for content in (LARGE, LARGE, b"small"):
        (tmp_path / "source").write_bytes(content)
        with files.batch() as batch:
            batch.put(tmp_path / "source", heard.append)
        assert sum(heard) == len(content)
        heard.clear()


def test_threads_may_share_a_batch(files: BlobStore, tmp_path: Path) -> None:
    for number in range(24):
        (tmp_path / str(number)).write_bytes(b"%d" % (number % 8))
    with files.batch() as batch, ThreadPoolExecutor(4) as pool:
        stored = list(pool.map(batch.put, [tmp_path / str(number) for number in range(24)]))
    assert {each.digest for each in stored} == set(files.digests()) == {blake3(b"%d" % n).hexdigest() for n in range(8)}


def test_what_was_put_before_an_error_stays(files: BlobStore, tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(b"good")

    def put_both() -> None:
        with files.batch() as batch:
            batch.put(tmp_path / "good")
            batch.put(tmp_path / "bad")

    with pytest.raises(StorageError, match="not there any more"):
        put_both()
    assert list(files.digests()) == [blake3(b"good").hexdigest()]


def test_a_source_that_cannot_be_read_is_named(files: BlobStore, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is a folder, not a file") as caught:
        files.put(tmp_path)
    assert caught.value.where == str(tmp_path)


def test_a_file_that_changes_never_gets_a_wrong_digest(files: BlobStore, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(LARGE)
    over = threading.Event()

    def scribble() -> None:
        with open(source, "r+b", buffering=0) as file:
            number = 0
            while not over.is_set():
                os.pwrite(file.fileno(), b"%08d" % number, (number * 999_983) % len(LARGE))
                number += 1

    writer = threading.Thread(target=scribble)
    writer.start()
    try:
        with suppress(StorageError):
            files.put(source)
    finally:
        over.set()
        writer.join()
    for digest in files.digests():
        with files.open(digest) as stream:
            assert blake3(stream.read()).hexdigest() == digest
