"""What is kept between two looks at a history, in the user's own cache folder: results by commit, modules by object.

Nothing of it is needed: without a folder, or with a broken file, everything is measured again.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from rung.assess.regular import read_regular
from rung.assess.timeline.base import Point

MOST_BYTES = 300_000_000
"""Of one repository; a larger file is made anew."""


class Kept(Struct):
    """Everything that is kept of one repository."""

    modules: dict[str, bytes] = {}
    points: dict[str, Point] = {}


def cache_folder() -> Path | None:
    """The folder for what Rung may lose; `None` when the user wants none (`RUNG_CACHE=off`)."""
    wanted = os.environ.get("RUNG_CACHE", "")
    if wanted.lower() in ("off", "0", "no"):
        return None
    if wanted:
        return Path(wanted)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "rung"


def read_kept(name: str) -> Kept:
    """What is kept under a name; nothing when it cannot be read."""
    file = _file(name)
    if file is None:
        return Kept()
    try:
        if file.stat().st_size > MOST_BYTES:
            return Kept()
        return msgspec.msgpack.decode(read_regular(file), type=Kept)
    except (OSError, msgspec.MsgspecError):
        return Kept()


def write_kept(name: str, kept: Kept) -> None:
    """Replace what is kept; when that is not possible, nothing happens."""
    file = _file(name)
    if file is None:
        return
    with suppress(OSError, msgspec.MsgspecError, UnicodeEncodeError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(msgspec.msgpack.encode(kept))
        os.replace(part, file)


def key_of(parts: Iterable[str]) -> str:
    """A short name for what these texts say together."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def fingerprint(package: Path) -> str:
    """What changes whenever the code of Rung does, so that an edited version does not read what the old one found."""
    newest, files = 0, 0
    for folder, _, names in os.walk(package):
        for name in names:
            if name.endswith(".py"):
                files += 1
                newest = max(newest, os.stat(os.path.join(folder, name)).st_mtime_ns)
    return f"{files}:{newest}"


def _file(name: str) -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / f"{name}.msgpack"
