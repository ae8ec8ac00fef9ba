"""What everything that takes long on data says while it works."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class Progress(Struct, frozen=True):
    """How far it is."""

    path: str
    """The file that is worked on; empty where a person is told something else."""
    files: int
    """Done."""
    all_files: int
    bytes: int
    """Done."""
    all_bytes: int
    says: str = ""
    """Something a person should know, though it stops nothing."""


Tell = Callable[[Progress], None]
"""Hears of progress, at every few megabytes and at every file; one call at a time."""


def tell_nobody(progress: Progress) -> None:
    """For those who do not want to know."""
