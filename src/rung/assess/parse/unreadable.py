"""The one way in which the readers of this folder say no."""

from __future__ import annotations

from rung.errors import UnreadableError

MAX_CHARACTERS = 2_000_000
"""A longer text is data or generated, and is refused before it is read."""


def unreadable(what: str, problem: str, line: int = 0) -> UnreadableError:
    """The error for a text that is not valid `what`; `line` counts from 1, 0 when it is not known."""
    place = f" at line {line}" if line else ""
    return UnreadableError(f"not readable as {what}{place}: {problem}")


def refuse_large(text: str | bytes, what: str) -> None:
    """Raise `UnreadableError` for a text of more than `MAX_CHARACTERS`."""
    if len(text) > MAX_CHARACTERS:
        raise unreadable(what, f"longer than {MAX_CHARACTERS:,} characters")
