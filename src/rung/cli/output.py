"""How results reach a terminal, a pipe or a file."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from rung.assess.formats.base import View
from rung.assess.report.style import GLYPHS, Style
from rung.errors import UsageError

LEAST_WIDTH = 40
MOST_WIDTH = 120
"""Longer lines are not read more easily."""


def view(*, no_colour: bool = False, everything: bool = False, plain: bool = False) -> View:
    """How standard output wants to be written to; `plain`: for a file, so no colour and every glyph."""
    if plain:
        return View(everything=everything)
    columns = shutil.get_terminal_size((100, 24)).columns
    style = Style(colour=wants_colour(no_colour), ascii=not can_show(GLYPHS))
    return View(style=style, width=min(max(columns, LEAST_WIDTH), MOST_WIDTH), everything=everything)


def wants_colour(refused: bool) -> bool:
    """Colour only for a terminal whose owner has not refused it (https://no-color.org)."""
    return not refused and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def can_show(text: str) -> bool:
    """Whether standard output's encoding has these characters."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def emit(text: str, file: Path | None = None) -> None:
    """Write the result to standard output, or to a file in one piece.

    Raises
    ------
    UsageError
        The file cannot be written.
    """
    if file is not None:
        write(file, text)
        remark(f"written: {file}")
        return
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    # A reader that has gone away must show here, where it is expected, and not while Python shuts down.
    sys.stdout.flush()


def remark(text: str) -> None:
    """Say something beside the result, on standard error."""
    print(text.encode("ascii", "backslashreplace").decode() if not text.isascii() else text, file=sys.stderr)


def write(file: Path, text: str) -> None:
    """Replace a file in one step, so that nobody ever reads half of it; its permissions stay.

    Raises
    ------
    UsageError
        It cannot be written.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        target = file.resolve()
        if target.exists() and not target.is_file():
            _write_through(target, data)
        else:
            _replace(target, data)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        fix = "give a file in a folder that exists and can be written to"
        raise UsageError(f"cannot write: {reason}", where=str(file), fix=fix) from error


def _write_through(target: Path, data: bytes) -> None:
    """To a device or a pipe, which cannot be replaced; a folder refuses."""
    with target.open("wb") as stream:
        stream.write(data)


def _replace(target: Path, data: bytes) -> None:
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(mode)
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
