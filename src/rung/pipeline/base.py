"""What runs a step: the abstract class of runners, and what they are given and give back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event
from typing import Any, ClassVar

from msgspec import Struct

Tell = Callable[["Progress"], None]


class Progress(Struct, frozen=True):
    """Something that happened while the pipeline runs."""

    step: str
    event: str
    """`starts`, `says` (a line of its output), `ends`."""
    text: str = ""
    """Why it starts, what it says, how it ended."""
    done: int = 0
    """Steps that have ended."""
    of: int = 0
    """Steps in all."""


class Job(Struct, frozen=True, kw_only=True):
    """One step, ready to be run by `rung_shim` in the project's interpreter."""

    step: str
    interpreter: Path
    root: Path
    """Folder of the project: where it runs."""
    folder: Path
    """Its own, with `job.json`; there the shim writes `result.json` or `failure.json`, `out/` and `log`."""
    document: Mapping[str, Any]
    """What `job.json` says."""
    variables: Mapping[str, str]
    """Its environment."""
    timeout: float | None = None
    """Seconds."""
    memory: int | None = None
    """Bytes, of all its processes together."""


class Ended(Struct, frozen=True, kw_only=True):
    """How a job ended."""

    exit_code: int
    """Negative: the signal that ended it."""
    seconds: float
    cpu_seconds: float | None = None
    """Of all its processes that it waited for."""
    peak_memory_bytes: int | None = None
    """Of its largest process."""
    broke: str | None = None
    """`timeout` or `memory`, where it broke a limit."""
    memory_seen: int | None = None
    """Of all its processes together, at most."""


class Runner(ABC):
    """Runs one job to its end. Several threads may call it at once."""

    id: ClassVar[str]
    """As it is called in settings."""

    @abstractmethod
    def run(self, job: Job, stop: Event, hear: Callable[[str], None]) -> Ended:
        """Run the job, and leave no process behind.

        Parameters
        ----------
        stop
            Once it is set, the job is ended at once.
        hear
            Hears every line of output.
        """
