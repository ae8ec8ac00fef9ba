"""The points between which a run may be killed: on either side of each there is a state that the next run can use."""

from __future__ import annotations

from collections.abc import Callable

POINTS = ("scratch", "started", "ended", "stored", "recorded", "tidied")
"""Scratch is made; a step begins; its process is over; its files are in the content store;
its record says so; scratch is gone."""

_watchers: list[Callable[[str], None]] = []


def watch(watcher: Callable[[str], None]) -> None:
    """Call it at each point from now on; tests use it to end the process there."""
    _watchers.append(watcher)


def reach(point: str) -> None:
    """Say that a point is reached."""
    for watcher in _watchers:
        watcher(point)
