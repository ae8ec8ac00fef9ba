"""One run at a time in a working copy, and telling which runs have lost their process."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from rung.errors import RefusedError, StorageError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: there nobody is kept apart, and the store alone stays consistent
    fcntl = None  # type: ignore[assignment]


class Turn:
    """The lock of a working copy, held by the process that runs. The system frees it when the process is gone."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "run.lock"
        self._file: IO[str] | None = None

    def take(self) -> Self:
        """Raises `RefusedError` where another process has it, and `StorageError` where nothing can be written."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            raise StorageError(f"cannot be written: {error.strerror}", where=str(self._path)) from error
        if fcntl is not None:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                other = self._said()
                self.leave()
                raise RefusedError(
                    f"another run is going on here{f': {other}' if other else ''}",
                    where=str(self._path),
                    fix="wait for it, or stop it with Ctrl-C where it was started",
                ) from None
        return self

    def left_behind(self) -> str | None:
        """The run that had the turn before and did not end it: its process is gone."""
        return self._said().partition(" ")[0] or None

    def say(self, run: str) -> None:
        """Which run it is; kept until `done`."""
        self._write(f"{run} in process {os.getpid()}")

    def done(self) -> None:
        """The run has ended, and its end is recorded."""
        self._write("")

    def leave(self) -> None:
        """Let others have it."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _said(self) -> str:
        assert self._file is not None
        self._file.seek(0)
        return self._file.read(200).strip()

    def _write(self, text: str) -> None:
        assert self._file is not None
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()

    def __enter__(self) -> Self:
        return self.take()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.leave()
