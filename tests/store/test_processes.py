"""Several processes on one store: no update is lost, and a killed one leaves nothing half-done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import pytest

from rung.domain.dataset import DatasetVersion
from rung.errors import StorageError
from rung.store.opening import open_store
from rung.store.transactions import Store
from store.values import ANN, assert_consistent

TESTS = Path(__file__).parents[1]

COUNT = """
import sys
from rung.domain.event import Actor
from rung.store.opening import open_store
with open_store(sys.argv[1]) as store:
    for _ in range(int(sys.argv[2])):
        with store.writing(Actor("counter")) as writer:
            number, _ = writer.audit.head()
            last = writer.audit.events(after=number - 1)
            writer.audit.note("counted", "counter", {"count": last[0].data["count"] + 1 if last else 1})
"""

WRITE = """
import os, sys
from rung.domain.event import Actor
from rung.domain.run import RunStatus
from rung.store.opening import open_store
from store.values import a_check, a_run, a_step, a_version, later

def tell():
    os.write(1, b".")

name = sys.argv[2]
with open_store(sys.argv[1]) as store:
    for number in range(1_000_000):
        with store.writing(Actor(name)) as writer:
            writer.datasets.add(a_version(f"{name}-{number}", files=40))
            tell()
            writer.runs.begin(a_run(f"{name}-{number}"))
            tell()
        with store.writing(Actor(name)) as writer:
            writer.runs.finish(f"{name}-{number}", RunStatus.SUCCESS, later(9), {"auc": 0.5}, steps=[a_step()])
            tell()
            writer.checks.add(a_check())
            tell()
        tell()
"""

HOLD = """
import os, sys
from rung.domain.event import Actor
from rung.store.opening import open_store
with open_store(sys.argv[1]) as store, store.writing(Actor("holder")) as writer:
    os.write(1, b".")
    sys.stdin.read()
"""


@contextmanager
def python(script: str, *words: object, **pipes: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    with subprocess.Popen([sys.executable, "-c", script, *map(str, words)], env=environment, **pipes) as process:
        yield process


def read(stream: IO[bytes] | None, count: int) -> None:
    assert stream is not None
    for _ in range(count):
        assert stream.read(1) == b"."


def test_no_update_is_lost_and_nobody_hears_of_locks(address: str) -> None:
    open_store(address).close()
    with ExitStack() as stack:
        processes = [stack.enter_context(python(COUNT, address, 40, stderr=subprocess.PIPE)) for _ in range(2)]
        said = [process.communicate()[1].decode() for process in processes]
    assert said == ["", ""]
    with open_store(address) as store, store.reading() as reader:
        assert [each.data["count"] for each in reader.audit.events()] == list(range(1, 81))


@pytest.mark.parametrize(("address", "rounds"), [("sqlite", 8), ("postgresql", 3)], indirect=["address"])
def test_a_process_killed_anywhere_leaves_a_whole_store(address: str, rounds: int) -> None:
    """Each round kills two writers, the one while the other is likely to wait for it."""
    chance = random.Random(rounds)
    with open_store(address) as store:
        events = 0
        for round_ in range(rounds):
            with ExitStack() as stack:
                writers = [
                    stack.enter_context(python(WRITE, address, f"{round_}-{name}", stdout=subprocess.PIPE, bufsize=0))
                    for name in "ab"
                ]
                for process in writers:
                    read(process.stdout, chance.randint(1, 20))
                    process.send_signal(signal.SIGKILL)
                    process.wait()
            after = assert_consistent(store)
            assert after >= events
            events = after
            assert_works(store, round_)
            events += 1
        assert events > rounds


def assert_works(store: Store, round_: int) -> None:
    with store.writing(ANN) as writer:
        writer.audit.note("looked.after", "store", {"round": round_})


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells who holds a lock")
def test_a_process_that_holds_the_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with python(HOLD, path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as holder:
        read(holder.stdout, 1)
        with (
            open_store(path, patience=0.1) as store,
            pytest.raises(StorageError, match=rf"more than 0\.1 s: process {holder.pid} \w+") as caught,
            store.writing(ANN),
        ):
            pytest.fail("two writers at once")
        assert "locked" not in str(caught.value)
        assert holder.stdin
        holder.stdin.close()
    with open_store(path) as store:
        assert_consistent(store)


FILL = """
import random, resource, sys
from rung.domain.dataset import DatasetVersion, FileEntry
from rung.domain.event import Actor
from rung.errors import StorageError
from rung.store.opening import open_store
from store.values import NOON
with open_store(sys.argv[1]) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    for number in range(1000):
        files = tuple(FileEntry(f"{n}", n, random.randbytes(32).hex()) for n in range(300))
        version = DatasetVersion(f"{number:064}", "large", files, NOON, "ann")
        try:
            with store.writing(Actor("filler")) as writer:
                writer.datasets.add(version)
        except StorageError as error:
            print(number, error, error.fix, sep="\\n")
            break
    with store.reading() as reader:
        print(len(reader.datasets.versions("large")))
"""


def test_a_full_disk_is_said_and_keeps_what_was_stored(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with python(FILL, path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out, error = process.communicate()
    assert error.decode() == ""
    written, said, fix, readable = out.decode().splitlines()
    assert said == f"{path}: the disk is full, failing or limited"
    assert fix == "make room and do it again: what was stored before is whole"
    assert int(written) == int(readable) > 3
    with open_store(path) as store:
        assert assert_consistent(store) == int(written)
        with store.writing(ANN) as writer:
            writer.datasets.add(
                DatasetVersion("f" * 64, "large", (), writer.audit.note("room.made", "disk", {}).at, "ann")
            )
        assert assert_consistent(store) == int(written) + 2
