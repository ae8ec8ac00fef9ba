"""Where in a text something stands."""

from __future__ import annotations

from rung.domain import Place


def place_at(path: str, text: str, at: int) -> Place:
    """The line of a position."""
    return Place(path, text.count("\n", 0, at) + 1)
