"""What is known of files that were read before, so that those that did not change need not be read again.

An index can be deleted at any time: it only saves time. A file that had changed within two seconds before it was read
is left out, because another change in the same tick of the clock would not show (git calls such files racily clean).
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from rung.data.versions.source import State, settled

_VERSION = 1
_OFTEN = 30.0
"""Seconds between two times that an index is written while files are added."""


class Known(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was read."""

    size: int
    stamp: str
    digest: str
    rows: int | None = None


class _File(msgspec.Struct, array_like=True):
    version: int
    files: dict[bytes, Known]


class Index:
    """Files by their address. One for each dataset; several processes may use it, and the last one's stays."""

    def __init__(self, path: Path | None) -> None:
        """Without a path nothing is remembered. One that cannot be read is empty."""
        self._path = path
        self._old = _read(path)
        self._new: dict[bytes, Known] = {}
        self._written = time.monotonic()

    def find(self, where: str, state: State) -> Known | None:
        """What is known of a file that looks as it did."""
        known = self._old.get(os.fsencode(where))
        return known if known and state.stamp and (known.size, known.stamp) == (state.size, state.stamp) else None

    def note(self, where: str, state: State, known: Known, read_at: int) -> None:
        """Remember a file that was read from that moment on (nanoseconds since 1970), or did not need to be."""
        if settled(state, read_at):
            self._new[os.fsencode(where)] = known
        if time.monotonic() - self._written > _OFTEN:
            self.save(whole=False)

    def save(self, *, whole: bool) -> None:
        """Write it. Not `whole`: what was not looked at yet is kept from before."""
        self._written = time.monotonic()
        if self._path is None:
            return
        files = self._new if whole else self._old | self._new
        part = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        with suppress(OSError):  # where there is no room for an index, files are read again
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                part.write_bytes(msgspec.msgpack.encode(_File(_VERSION, files)))
                os.replace(part, self._path)
            finally:
                part.unlink(missing_ok=True)


def _read(path: Path | None) -> dict[bytes, Known]:
    if path is None:
        return {}
    try:
        file = msgspec.msgpack.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError):
        return {}
    return file.files if file.version == _VERSION else {}
