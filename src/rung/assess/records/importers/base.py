"""What an importer implements, and how exports are read."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from rung.domain.record import Record, Status
from rung.errors import UnreadableError

LARGEST = 500_000_000
"""Bytes of one export."""


class Importer(ABC):
    """Knows the exports of one system."""

    name: ClassVar[str]
    """What is typed: `github`."""
    exports: ClassVar[tuple[str, ...]]
    """Commands that write what it reads."""

    @abstractmethod
    def events(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Record]:
        """The records in the objects of all exports together; objects of another shape are passed over."""


def read_rows(text: str) -> Iterator[dict[str, Any]]:
    """The objects of an export: one document, several behind each other as `--paginate` writes them, or lines.

    An object that only wraps a list (`{"workflow_runs": […]}`) stands for what is in the list.

    Raises
    ------
    UnreadableError
        The text is not JSON; says where.
    """
    decoder = json.JSONDecoder()
    place, end = 0, len(text)
    while place < end:
        while place < end and text[place] in " \t\r\n\ufeff,":
            place += 1
        if place >= end:
            return
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            line = text.count("\n", 0, place) + 1
            raise UnreadableError(f"not JSON from line {line} on: {error}") from error
        yield from _objects(value)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _objects(each)
    elif isinstance(value, dict):
        lists = [each for each in value.values() if isinstance(each, list) and each and isinstance(each[0], dict)]
        others = {key for key, each in value.items() if not isinstance(each, list)}
        if len(lists) == 1 and others <= PAGING:
            yield from _objects(lists[0])
        else:
            yield value


PAGING = frozenset({"total_count", "total_entries", "count", "next", "previous", "incomplete_results", "links"})
"""What stands beside the list in an answer that only wraps it."""


def maps(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; none for anything else."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def moment(value: Any) -> datetime | None:
    """A time as these systems write it; `None` for anything else, and for one without a zone."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value.replace("Z", "+00:00").replace(" UTC", "+00:00"))
    except ValueError:
        return None
    return read if read.tzinfo else None


def ended(value: Any) -> Status | None:
    """How something ended, in the words of any of these systems; `None` while it goes on."""
    return _ENDS.get(str(value).lower())


_ENDS: dict[str, Status] = {
    "success": "success", "succeeded": "success", "passed": "success", "neutral": "success", "active": "success",
    "inactive": "success", "failure": "failure", "failed": "failure", "error": "failure", "timed_out": "failure",
    "startup_failure": "failure", "upstream_failed": "failure", "cancelled": "cancelled", "canceled": "cancelled",
    "skipped": "cancelled", "stale": "cancelled",
}  # fmt: skip


def login(value: Any) -> str | None:
    """The login of a person object, or the text itself."""
    if isinstance(value, Mapping):
        value = value.get("login") or value.get("username") or value.get("name")
    return str(value) if value else None


def text(value: Any) -> str | None:
    """A text that says something, or `None`."""
    return str(value) if value not in (None, "") else None
