"""Runs steps on this machine, each in a process group of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from rung.pipeline.base import Ended, Job, Runner
from rung.pipeline.process_tree import resident_bytes

SHIM = Path(__file__).parent.parent / "shim" / "rung_shim" / "__main__.py"
_LOOK = 0.05
"""Seconds between two looks at limits."""
_POSIX = os.name == "posix"


class LocalRunner(Runner):
    """A process on this machine. It and all its children end with the step, and with Rung, however that ends."""

    id: ClassVar[str] = "local"

    def run(self, job: Job, stop: threading.Event, hear: Callable[[str], None]) -> Ended:
        """Start the shim with the project's interpreter, and wait for it."""
        started = time.perf_counter()
        process = subprocess.Popen(
            [job.interpreter, SHIM, job.folder],
            cwd=job.root, env={**job.variables, "RUNG_SHIM_WATCH": "1"}, start_new_session=_POSIX,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        ear = threading.Thread(target=_listen, args=(process, job.folder / "log", hear), daemon=True)
        ear.start()
        watch = _Watch(job, process.pid, stop, started)
        try:
            watch.until_end(process)
        finally:
            _end(process)
            ear.join(5)
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
        return watch.ended(time.perf_counter() - started)


class _Watch:
    """Waits for a process, and ends it when it breaks a limit or nobody wants it any more."""

    def __init__(self, job: Job, process: int, stop: threading.Event, started: float) -> None:
        self._job, self._process, self._stop, self._started = job, process, stop, started
        self._broke: str | None = None
        self._seen = 0
        self._status: int | None = None
        self._cpu: float | None = None
        self._peak: int | None = None

    def until_end(self, process: subprocess.Popen[bytes]) -> None:
        """Look at it from time to time until it is over."""
        wait = 0.002
        while not self._over(process):
            self._look()
            if self._broke or self._stop.is_set():
                _kill(self._process)
            # Short steps end soon; long ones are not disturbed often.
            self._stop.wait(wait) if not self._stop.is_set() else time.sleep(wait)
            wait = min(wait * 1.5, _LOOK)

    def ended(self, seconds: float) -> Ended:
        """What came of it."""
        return Ended(
            exit_code=self._status if self._status is not None else -signal.SIGTERM, seconds=seconds,
            cpu_seconds=self._cpu, peak_memory_bytes=self._peak, broke=self._broke, memory_seen=self._seen or None,
        )  # fmt: skip

    def _over(self, process: subprocess.Popen[bytes]) -> bool:
        if not _POSIX:
            self._status = process.poll()
            return self._status is not None
        found, status, usage = os.wait4(self._process, os.WNOHANG)
        if not found:
            return False
        process.returncode = self._status = os.waitstatus_to_exitcode(status)
        self._cpu = usage.ru_utime + usage.ru_stime
        self._peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return True

    def _look(self) -> None:
        if self._broke:
            return
        if self._job.timeout is not None and time.perf_counter() - self._started > self._job.timeout:
            self._broke = "timeout"
        elif self._job.memory is not None:
            self._seen = max(self._seen, resident_bytes(self._process))
            if self._seen > self._job.memory:
                self._broke = "memory"


def _listen(process: subprocess.Popen[bytes], log: Path, hear: Callable[[str], None]) -> None:
    """Keep every line, and pass it on."""
    assert process.stdout is not None
    with open(log, "wb") as file:
        try:
            for line in process.stdout:
                file.write(line)
                file.flush()
                hear(line.decode(errors="replace").rstrip("\r\n"))
        except (OSError, ValueError):
            pass  # the pipe was closed because a process that outlived its group still holds it


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing of the group behind: what a step put into the background ends with it."""
    _kill(process.pid)
    if process.returncode is None:
        process.wait()


def _kill(process: int) -> None:
    try:
        if _POSIX:
            os.killpg(process, signal.SIGKILL)
        else:
            os.kill(process, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        pass  # there is nobody left
