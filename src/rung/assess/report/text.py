"""Text that is safe to print: names of files come from strangers."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

_CONTROL = {code: f"\\x{code:02x}" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))}
# Characters that turn the reading direction around make a line say something else than it does.
_TURNING = {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)}
_ESCAPES = _CONTROL | _TURNING


def safe(text: str) -> str:
    """The text on one line, without control characters or bytes that are not UTF-8; shown as hexadecimal escapes."""
    return readable(text).translate(_ESCAPES)


def readable(text: str) -> str:
    """The text with undecodable bytes escaped, so that any UTF-8 writer takes it."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def wrapped(text: str, first: str, width: int) -> list[str]:
    """The text behind `first`, broken at spaces, later lines indented to where the text began."""
    indent = " " * len(first)
    room = max(width, len(first) + 20)
    return textwrap.wrap(
        safe(text),
        width=room,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def side_by_side(parts: Sequence[str], width: int) -> list[str]:
    """Commands on one line, or one a line where they do not fit: a command that is broken cannot be copied."""
    line = " " + "      ".join(parts)
    return [line] if len(line) <= width else [f" {each}" for each in parts]


def percent(share: float) -> str:
    """`59 %`, rounded down: a share just below a threshold must not read as if it had reached it."""
    return f"{whole_percent(share)} %"


def whole_percent(share: float) -> int:
    """The share in whole percent, rounded down; 0.29 * 100 is 28.999… and still 29."""
    return int(share * 100 + 1e-9)


def tenths(index: float) -> str:
    """The index as `2.7`, rounded down like every share."""
    return f"{int(index * 10 + 1e-9) / 10:.1f}"


def plural(count: int, noun: str) -> str:
    """`1 practice`, `2 practices`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
