"""Runs one step, and puts what it gave into the content store."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import msgspec

from rung.domain.run import StepOutcome
from rung.pipeline.base import Ended, Job, Runner
from rung.pipeline.cache import Cache, CacheRecord
from rung.pipeline.encoding import digest_of
from rung.pipeline.keys import KeyParts
from rung.pipeline.limits import size_text
from rung.pipeline.results import Failure, Output, StepResult, StoredFile
from rung.pipeline.steps import Step
from rung.pipeline.transitions import reach

if TYPE_CHECKING:
    from rung.store.files import BlobStore

_LOG_SHOWN = 30
EXECUTED = "executed.ipynb"


def execute(
    step: Step, parts: KeyParts, job: Job, runner: Runner, stop: Event, hear: Callable[[str], None],
    files: BlobStore, cache: Cache, why: str,
) -> StepResult:  # fmt: skip
    """Run it to its end. What it gave is in the store before its record is, so a kill leaves a step done or not done.

    Raises
    ------
    StorageError
        There is no room, or no access.
    """
    reach("started")
    ended = runner.run(job, stop, hear)
    reach("ended")
    failure = None if ended.exit_code == 0 and not ended.broke else _failure(step, job, ended, stop)
    figures: dict[str, Any] = {
        "key": parts.key, "seconds": ended.seconds, "cpu_seconds": ended.cpu_seconds,
        "peak_memory_bytes": ended.peak_memory_bytes,
    }  # fmt: skip
    value = None if failure else _value(job.folder)
    if failure is None and value is None:
        failure = Failure("its process ended without a result", step.where, _tail(job.folder))
    if failure is not None or value is None:
        assert failure is not None
        log, notebook = _store_papers(job.folder, files)
        return StepResult(
            name=step.name, outcome=StepOutcome.FAILED, why=failure.says, failure=failure, log=log, notebook=notebook,
            **figures,
        )  # fmt: skip
    output = _stored(job.folder / "out", value, files)
    log, notebook = _store_papers(job.folder, files)
    reach("stored")
    cache.add(step.name, CacheRecord(
        parts=parts, output=output, at=datetime.now(UTC), log=log, notebook=notebook, **figures,
    ))  # fmt: skip
    reach("recorded")
    return StepResult(
        name=step.name, outcome=StepOutcome.RAN, why=why, output=output, log=log, notebook=notebook, **figures
    )


def _value(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = msgspec.json.decode((folder / "result.json").read_bytes())["value"]
    except (OSError, msgspec.MsgspecError, KeyError, TypeError):
        return None
    return found


def _stored(out: Path, value: dict[str, Any], files: BlobStore) -> Output:
    """Put every file into the store; only those that belong to the value, each once."""
    paths = sorted(Path(above, name) for above, _, names in os.walk(out) for name in names)
    stored: list[StoredFile] = []
    if paths:
        with files.batch() as batch:
            for path in paths:
                done = batch.put(path)
                stored.append(StoredFile(path.relative_to(out).as_posix(), done.digest, done.size))
    return Output(digest_of([value, stored]), value, tuple(stored))


def _store_papers(folder: Path, files: BlobStore) -> tuple[str | None, str | None]:
    """The log and the executed notebook; failed steps have them too."""
    found: list[str | None] = []
    for name in ("log", EXECUTED):
        path = folder / name
        found.append(files.put(path) if path.is_file() and path.stat().st_size else None)
    return found[0], found[1]


def _failure(step: Step, job: Job, ended: Ended, stop: Event) -> Failure:
    if ended.broke == "timeout":
        return Failure(
            f"it took longer than its timeout: {step.written.get('timeout')}", step.where, _tail(job.folder),
            "raise timeout: of the step, or give it less to do",
        )  # fmt: skip
    if ended.broke == "memory":
        seen = size_text(ended.memory_seen or 0)
        return Failure(
            f"it held {seen}, more than its memory: {step.written.get('memory')}", step.where, _tail(job.folder),
            "raise memory: of the step, or read its data in parts",
        )  # fmt: skip
    if stop.is_set():
        return Failure("it was stopped", step.where)
    told = _told(job.folder)
    if told is not None:
        return Failure(told["says"], told.get("where") or step.where, told.get("traceback"), told.get("fix"))
    if ended.exit_code == -9:
        says, fix = (
            "its process was killed: the machine may have run out of memory",
            "set memory: to know, or free some",
        )
        return Failure(says, step.where, _tail(job.folder), fix)
    how = (
        f"was ended by signal {-ended.exit_code}" if ended.exit_code < 0 else f"ended with exit code {ended.exit_code}"
    )
    return Failure(f"its process {how}", step.where, _tail(job.folder))


def _told(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = msgspec.json.decode((folder / "failure.json").read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    return found


def _tail(folder: Path) -> str | None:
    """The last lines that it wrote."""
    try:
        with open(folder / "log", "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 20_000))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return None
    return "\n".join(lines[-_LOG_SHOWN:]) or None
