"""What every runner of steps must do."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rung.testing.rules import KEBAB, check_documented, check_makeable, rule

if TYPE_CHECKING:
    from rung.pipeline.base import Ended, Job, Runner

_PATIENCE = 30.0


def check_runner(plugin: type[Runner]) -> None:
    """Check one runner with real jobs: results, failures, limits, a stop, and that no process is left.

    Raises
    ------
    AssertionError
        Names the first rule that is broken.
    """
    check_documented(plugin)
    check_makeable(plugin)
    name = getattr(plugin, "id", "")
    rule(isinstance(name, str) and KEBAB.match(name), plugin, f"the id {name!r} is not in kebab case")
    with tempfile.TemporaryDirectory() as folder:
        for number, check in enumerate((_check_result, _check_failure, _check_timeout, _check_memory, _check_stop)):
            check(plugin, Path(folder) / str(number))


def _check_result(plugin: type[Runner], folder: Path) -> None:
    lines: list[str] = []
    job = _job(folder, "echo first; echo second; echo '{\"n\": 1}' > out/n.json", outputs={"n": "n.json"})
    ended = _run(plugin, job, lines.append)
    rule(ended.exit_code == 0, plugin, f"a job that ends well has the exit code {ended.exit_code}")
    result = job.folder / "result.json"
    rule(
        result.is_file() and json.loads(result.read_text())["value"]["values"] == {"n": 1}, plugin, "no result is left"
    )
    rule(lines == ["first", "second"], plugin, f"the lines of output are not heard in order: {lines}")
    rule((job.folder / "log").read_text() == "first\nsecond\n", plugin, "the log does not hold the output")
    rule(ended.seconds > 0, plugin, "the time is not measured")


def _check_failure(plugin: type[Runner], folder: Path) -> None:
    job = _job(folder, "exit 7")
    ended = _run(plugin, job)
    rule(ended.exit_code != 0, plugin, "a job that fails ends with exit code 0")
    rule((job.folder / "failure.json").is_file(), plugin, "no failure is left")


def _check_timeout(plugin: type[Runner], folder: Path) -> None:
    job = _job(folder, f"{_background(folder)} sleep 600", timeout=1.0)
    ended = _run(plugin, job)
    rule(ended.broke == "timeout", plugin, f"a job that takes too long broke {ended.broke}")
    _check_gone(plugin, folder)


def _check_memory(plugin: type[Runner], folder: Path) -> None:
    hungry = "import time; kept = bytearray(300_000_000); time.sleep(600)"
    job = _job(folder, f"{_background(folder)} {sys.executable} -c '{hungry}'", memory=150_000_000)
    ended = _run(plugin, job)
    rule(ended.broke == "memory", plugin, f"a job that holds too much broke {ended.broke}")
    _check_gone(plugin, folder)


def _check_stop(plugin: type[Runner], folder: Path) -> None:
    stop = threading.Event()
    job = _job(folder, f"{_background(folder)} echo ready; sleep 600")
    ended = _run(plugin, job, lambda line: stop.set(), stop)
    rule(ended.exit_code != 0, plugin, "a job that was stopped ends with exit code 0")
    _check_gone(plugin, folder)


def _background(folder: Path) -> str:
    """A process that the job starts and does not wait for; its number is left in a file."""
    return f"sleep 600 & echo $! > {folder}/background;"


def _check_gone(plugin: type[Runner], folder: Path) -> None:
    number = int((folder / "background").read_text())
    until = time.monotonic() + _PATIENCE
    while _lives(number):
        rule(time.monotonic() < until, plugin, "a process that the job started outlives it")
        time.sleep(0.01)


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    try:
        # Nobody may have asked yet how it ended.
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _job(
    folder: Path,
    command: str,
    *,
    outputs: dict[str, str] | None = None,
    timeout: float | None = None,
    memory: int | None = None,
) -> Job:
    from rung.pipeline.base import Job  # noqa: PLC0415

    out = folder / "out"
    out.mkdir(parents=True)
    document: dict[str, object] = {
        "step": "sample", "kind": "run", "does": command, "command": command, "root": os.fspath(folder),
        "out": os.fspath(out), "frame": None, "params": {}, "sources": [], "protected": [],
        "outputs": {name: os.fspath(out / path) for name, path in (outputs or {}).items()},
    }  # fmt: skip
    (folder / "job.json").write_text(json.dumps(document))
    return Job(
        step="sample", interpreter=Path(sys.executable), root=folder, folder=folder, document=document,
        variables=dict(os.environ), timeout=timeout, memory=memory,
    )  # fmt: skip


def _run(
    plugin: type[Runner],
    job: Job,
    hear: Callable[[str], None] = lambda line: None,
    stop: threading.Event | None = None,
) -> Ended:
    return plugin().run(job, stop or threading.Event(), hear)
