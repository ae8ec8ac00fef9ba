"""Where the repository lies that a folder belongs to."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from rung.errors import SourceError, UsageError


class Site(Struct, frozen=True):
    """A repository, and the folder in it that was asked for."""

    opens_at: Path
    """What git opens: the working copy, or the bare repository itself."""
    work_folder: Path | None
    """The folder that holds `.git`; `None` for a bare repository."""
    inside: str
    """Where the address lies in the working copy, with forward slashes; empty for its root."""


def existing_folder(address: Path) -> Path:
    """The folder at an address, without links.

    Raises
    ------
    SourceError
        There is none.
    """
    try:
        if address.is_dir():
            return address.resolve()
        what = "this is a file, not a folder" if address.is_file() else "there is no such folder"
    except (OSError, ValueError, RuntimeError) as error:
        raise SourceError(f"the folder cannot be read: {error}", where=str(address)) from error
    raise SourceError(what, where=str(address), fix="give the folder of a project or of a git repository")


def find_site(folder: Path) -> Site | None:
    """The innermost repository that `folder` belongs to."""
    for each in (folder, *folder.parents):
        if os.path.lexists(each / ".git"):
            inside = folder.relative_to(each).as_posix()
            return Site(each, each, "" if inside == "." else inside)
        if _is_git_dir(each):
            # A `.git` folder, or somewhere inside it: its working copy lies beside it, unless it says it has none.
            return Site(each, each.parent if each.name == ".git" else None, "")
    return None


def root_above(address: Path, inside: str) -> Path:
    """The root of the repository in which `address` is the folder `inside`, which is not the root itself."""
    return address.resolve().parents[inside.count("/")]


def joined(*parts: str) -> str:
    """The parts as one path with forward slashes.

    Raises
    ------
    UsageError
        The path leads out of the folder it starts in.
    """
    names = [name for part in parts for name in part.replace(os.sep, "/").split("/") if name not in ("", ".")]
    if ".." in names:
        raise UsageError(f"{'/'.join(names)} leads out of the project", fix="give a folder below it")
    return "/".join(names)


def checked_folder(root: Path, below: str) -> Path:
    """The folder `below` in `root`.

    Raises
    ------
    SourceError
        There is no such folder.
    """
    if not (root / below).is_dir():
        raise SourceError(f"there is no folder {below}", where=os.fspath(root))
    return root / below


def _is_git_dir(folder: Path) -> bool:
    try:
        return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
    except OSError:
        return False
