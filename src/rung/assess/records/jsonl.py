"""Files in the published format: one JSON object a line."""

from __future__ import annotations

import difflib
import errno
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from rung.assess.clock import SKEW
from rung.assess.records.base import Reading, Source, Whose, summed_up
from rung.domain.record import FORMAT, KINDS, Record, kind_of

LARGEST_LINE = 1_000_000
"""Bytes; a longer line is no event."""
MOST_LINES = 1_000_000
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]*)`")


class JsonLines(Source):
    """One file."""

    def __init__(self, path: Path, name: str) -> None:
        """`name` is what the reader calls it."""
        self._path = path
        self._name = name

    def read(self, whose: Whose, now: datetime) -> Reading:
        """Line by line; a line that cannot be read is told by its number, and the others count."""
        decoder = msgspec.json.Decoder(Record)
        known: dict[tuple[str, str], Record] = {}
        kept: list[Record] = []
        problems: list[str] = []
        unmatched = 0
        try:
            for number, line in self._lines():
                try:
                    record = decoder.decode(line)
                    _check(record, now)
                except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, _RefusedError) as error:
                    problems.append(f"line {number}: {_told(error, line)}")
                    continue
                if record.project is not None and whose.project and record.project != whose.project:
                    unmatched += 1
                elif record.id is None:
                    kept.append(record)
                else:
                    # The same event twice is one event: the later word counts.
                    known[kind_of(record), record.id] = record
        except OSError as error:
            problems.append(f"cannot be read: {error.strerror or error}")
        return summed_up(self._name, [*kept, *known.values()], unmatched=unmatched, problems=problems)

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        # A pipe or a device would be waited for, or never end.
        if not self._path.is_file():
            raise OSError(errno.EINVAL, "is no regular file")
        with self._path.open("rb") as file:
            for number in range(1, MOST_LINES + 1):
                line = file.readline(LARGEST_LINE)
                if not line:
                    return
                if len(line) >= LARGEST_LINE and not line.endswith(b"\n"):
                    while (rest := file.readline(LARGEST_LINE)) and not rest.endswith(b"\n"):
                        pass
                if line.strip():
                    yield number, line.strip().removeprefix(b"\xef\xbb\xbf")


class _RefusedError(Exception):
    """Well written, and yet not to be counted."""


def _check(record: Record, now: datetime) -> None:
    if record.format > FORMAT:
        raise _RefusedError(f"written in format {record.format}, this version reads {FORMAT}: upgrade rung")
    if record.at - now > SKEW:
        raise _RefusedError(f"lies in the future: {record.at:%Y-%m-%d}")


def _told(error: Exception, line: bytes) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    text = str(error)
    if isinstance(error, msgspec.DecodeError) and not isinstance(error, msgspec.ValidationError):
        return "cut off, or not JSON" if not line.endswith(b"}") else "not JSON"
    unknown = _UNKNOWN.search(text)
    if unknown is None:
        return text.replace("`", "")
    names = {field for kind in KINDS for field in kind.__struct_fields__}
    near = difflib.get_close_matches(unknown["name"], names, n=1)
    hint = f"did you mean {near[0]}?" if near else "own data belongs in extra"
    return f"unknown field {unknown['name']}; {hint}"
