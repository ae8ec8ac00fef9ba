"""Where the workspace of a measured project lies. Nothing has to name it."""

from __future__ import annotations

import os
from pathlib import Path

from rung.assess.records.workspace import STORE

_SERVERS = ("postgresql://", "postgres://", "postgresql+psycopg://")
_FILE = "sqlite:///"


class NowhereError(Exception):
    """There is a workspace, and it is not read; the message says why, for the reader."""


def found_store(root: Path, written: str | None, *, online: bool, alone: bool) -> tuple[Path | str, str] | None:
    """The file or address of the store and how to call it; `None` where nothing was recorded yet.

    Parameters
    ----------
    root
        Folder of the project.
    written
        What `rung.yaml` says under `workspace`, its variables filled in.
    online
        Whether a server may be asked.
    alone
        Whether only what lies in the folder may be read.

    Raises
    ------
    NowhereError
        It lies where whoever measures has not allowed to look.
    """
    if written is not None and written.startswith(_SERVERS):
        address = written.split(maxsplit=1)[0]  # the place of its content may follow
        if not online:
            raise NowhereError("its records are on a server, which was not asked; with --online it is")
        return address, _without_password(address)
    path = _file(root, written)
    if alone and _leads_out(path, root):
        raise NowhereError("lies outside of the repository and was not read; with --online it is")
    if not path.exists():
        return None
    return path, os.path.relpath(path, root) if path.is_relative_to(root) else os.fspath(path)


def _file(root: Path, written: str | None) -> Path:
    if written is None:
        return root / STORE
    if written.startswith(_FILE):
        return root / written.removeprefix(_FILE).split(maxsplit=1)[0]
    return root / written / "store.db"


def _without_password(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def _leads_out(path: Path, root: Path) -> bool:
    """Whether a path ends outside of the folder, its links followed."""
    try:
        return not path.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):
        return True
