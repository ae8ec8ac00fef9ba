"""`add` is killed wherever it may be, and nothing is lost and nothing half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from data.versions.project import Project, content_of, damaged
from rung.data.versions.garbage import unreferenced
from rung.data.versions.restoring import restore
from rung.store.files import local_batch

ADD = """
import os, sys
from pathlib import Path
from rung.data.versions.adding import add
from rung.store.files import local_batch
from rung.store.files.local import LocalFiles

root, blobs, index = map(Path, sys.argv[1:4])
local_batch._MOST_FILES = 7  # so that the batch reaches the disk several times

def byte(*_):
    os.write(1, b".")

for name in ("open", "replace", "mkdir", "fsync", "unlink"):
    def traced(*args, real=getattr(os, name), **kwargs):
        byte()
        return real(*args, **kwargs)
    setattr(os, name, traced)
add("d", ["data"], root, LocalFiles(blobs), by="ann", index=index, tell=byte)
os.write(1, b"!")
"""
"""Writes a byte before everything it does to the disk, and at every progress."""

POINTS = 50


def fill(project: Project) -> None:
    chance = random.Random(7)
    for number in range(30):
        project.write(f"data/{number}.bin", chance.randbytes(chance.choice([0, 10, 5_000, 60_000])))
    project.write("data/large.bin", chance.randbytes(5 << 20))


def start(project: Project, index: Path) -> subprocess.Popen[bytes]:
    arguments = [str(project.root), str(project.root.parent / "blobs"), str(index)]
    return subprocess.Popen([sys.executable, "-c", ADD, *arguments], stdout=subprocess.PIPE, bufsize=0)


def kill_after(child: subprocess.Popen[bytes], number: int) -> int:
    """Kill it when it has written so many bytes, or let it end before; how many it wrote in all."""
    assert child.stdout
    with child:
        seen = 0
        while seen < number and (got := child.stdout.read(number - seen)):
            seen += len(got)
        child.send_signal(signal.SIGKILL)
        return seen + len(child.stdout.read())


def test_killed_at_any_point_the_store_is_sound_and_the_next_add_completes(project: Project, tmp_path: Path) -> None:
    fill(project)
    index = tmp_path / "index"
    all_points = kill_after(start(project, index), 10**6)
    assert all_points > 150
    wanted = {each.digest for each in project.add("data").files}
    chance = random.Random(11)
    for each in project.files.digests():
        project.files.delete(each)
    killed = 0
    for number in sorted(chance.sample(range(1, all_points), POINTS)):
        child = start(project, index)
        kill_after(child, number)
        killed += child.returncode == -signal.SIGKILL
        assert damaged(project.files) == []
        assert set(project.files.digests()) <= wanted
        if chance.random() < 0.3:
            for each in project.files.digests():
                project.files.delete(each)
    assert killed > POINTS / 2
    for each in (tmp_path / "blobs" / "incoming").iterdir():
        os.utime(each, (0, 0))
    version = project.add("data", index=index)
    assert {each.digest for each in version.files} == wanted == set(project.files.digests())
    assert list((tmp_path / "blobs" / "incoming").iterdir()) == []
    restore(version, tmp_path / "out", project.files)
    assert content_of(tmp_path / "out") == content_of(project.root)


def test_two_add_at_once_and_one_is_killed(project: Project, tmp_path: Path) -> None:
    fill(project)
    first, second = start(project, tmp_path / "index"), start(project, tmp_path / "index")
    kill_after(first, 90)
    assert second.stdout
    with second:
        assert second.stdout.read()[-1:] == b"!"
    assert second.returncode == 0
    assert damaged(project.files) == []
    assert len(set(project.files.digests())) == len(project.add("data").files) - _twins(project)


def _twins(project: Project) -> int:
    contents = list(content_of(project.root).values())
    return len(contents) - len(set(contents))


def test_interrupted_by_a_person(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(project)
    monkeypatch.setattr(local_batch, "_MOST_FILES", 7)
    interrupts = iter([None] * 12 + [KeyboardInterrupt()])

    def tell(progress: object) -> None:
        if (error := next(interrupts)) is not None:
            raise error

    from rung.data.versions.adding import add

    with pytest.raises(KeyboardInterrupt):
        add("d", ["data"], project.root, project.files, by="ann", tell=tell)
    assert damaged(project.files) == []
    assert list(project.files.digests()) != []
    assert unreferenced([], [], project.files) == []
