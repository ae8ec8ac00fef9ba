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
from rung.cli.channels import GONE, LEAST_WIDTH, MOST_WIDTH, abandon_output, remark, unwritten
from rung.errors import UsageError


def view(*, no_colour: bool = False, everything: bool = False, plain: bool = False) -> View:
    """How standard output wants to be written to; `plain`: for a file, so no colour and every glyph."""
    if plain:
        return View(everything=everything)
    columns = shutil.get_terminal_size((100, 24)).columns
    style = Style(colour=wants_colour(no_colour), ascii=not can_show(GLYPHS))
    return View(style=style, width=min(max(columns, LEAST_WIDTH), MOST_WIDTH), everything=everything)


def wants_colour(refused: bool) -> bool:
    """Colour only for a terminal whose owner has not refused it (https://no-color.org)."""
    if refused or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or sys.stdout is None:
        return False
    return sys.stdout.isatty()


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
        It cannot be written.
    """
    if file is not None:
        write(file, text)
        remark(f"written: {file}")
        return
    if sys.stdout is None:
        raise UsageError("standard output is closed", fix="leave it open, or write to a file with --output FILE")
    try:
        _print(text)
    except BrokenPipeError as error:
        # Caught here, because the parser of options would make exit code 1 of it: the one of a gate that refuses.
        abandon_output()
        raise SystemExit(GONE) from error
    except OSError as error:
        abandon_output()
        raise unwritten(error, "standard output") from error


def _print(text: str) -> None:
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    # What cannot be written must show here, where it is expected, and not while Python shuts down.
    sys.stdout.flush()


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
        raise unwritten(error, str(file)) from error


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
