"""kill -9 at every transition and at moments of chance: nothing half-written, and the next run gives what is right.

`RUNG_KILLS=50` sets how many moments of chance are tried.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from blake3 import blake3

from pipeline.project import StepProject, outcomes
from rung.pipeline.cache import CacheRecord
from rung.pipeline.saved import saved
from rung.pipeline.transitions import POINTS

KILLS = int(os.environ.get("RUNG_KILLS", "4"))
MANIFEST = """\
datasets: {numbers: {source: numbers.txt}}
pipeline:
  big: {call: "steps:big", inputs: [numbers]}
  small: {call: "steps:small", inputs: [big]}
  last: {call: "steps:last", inputs: [small, big]}
"""
STEPS = """\
from pathlib import Path
def big(numbers):
    (Path("out") / "big").write_bytes((numbers / "numbers.txt").read_bytes() * 200_000)
    return Path("out/big")
def small(big):
    return {"size": big.stat().st_size}
def last(small, big):
    return {"same": small["size"] == big.stat().st_size}
"""
DRIVER = """\
import os, signal, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from pipeline.project import StepProject
from rung.pipeline import transitions
left = {count}
def hear(point):
    global left
    left -= point == {point!r}
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
if {point!r}:
    transitions.watch(hear)
project = StepProject(Path({above!r}))
project.data["numbers"] = {{"numbers.txt": "1 2 3"}}
result = project.run(workers=2)
assert result.ok, result.failed
"""


@pytest.fixture
def killed(project: StepProject) -> StepProject:
    (project.root / "out").mkdir()
    project.write("rung.yaml", MANIFEST)
    project.write("steps.py", STEPS)
    return project


def start(project: StepProject, point: str = "", count: int = 0) -> subprocess.Popen[bytes]:
    tests, above = str(Path(__file__).parent.parent), str(project.root.parent)
    return subprocess.Popen([sys.executable, "-c", DRIVER.format(tests=tests, above=above, point=point, count=count)])


def check_whole(project: StepProject) -> None:
    """What is stored is what its name says, and every record's content is there."""
    for digest in project.files.digests():
        with project.files.open(digest) as file:
            assert blake3(file.read()).hexdigest() == digest
    for path in (project.folder / "steps").glob("*/[!.]*"):
        record = saved(path, CacheRecord)
        assert record is not None, f"{path.name} is half a record"
        assert not project.files.missing(record.digests())


def check_completes(project: StepProject) -> None:
    result = project.run()
    assert result.ok, result.failed
    assert result.figures() == {"size": 5 * 200_000, "same": True}
    check_whole(project)
    assert set(outcomes(project.run()).values()) == {"cached"}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("point", POINTS)
def test_at_every_transition(killed: StepProject, point: str, count: int) -> None:
    running = start(killed, point, count)
    ended = running.wait(120)
    once = point in ("scratch", "tidied")
    assert ended == (0 if once and count > 1 else -signal.SIGKILL)
    check_whole(killed)
    if point == "recorded":
        assert "cached" in outcomes(killed.run(dry_run=True)).values(), "a step with a record is done"
    check_completes(killed)


def test_at_moments_of_chance(killed: StepProject) -> None:
    begun = time.monotonic()
    assert start(killed).wait(120) == 0
    whole = time.monotonic() - begun
    chance = random.Random(11)
    for number in range(KILLS):
        # Another text in each round, so that every step has to run.
        killed.write("steps.py", STEPS + f"\nround = {number}\n")
        running = start(killed)
        try:
            running.wait(chance.uniform(0, whole))
        except subprocess.TimeoutExpired:
            running.kill()
        running.wait(60)
        check_whole(killed)
        check_completes(killed)
