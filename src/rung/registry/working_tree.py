"""What differs from the commit: one patch of the whole repository, with new files, and nothing secret in it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from rung.errors import RefusedError, StorageError
from rung.registry.patch import secrets_in

if TYPE_CHECKING:
    from rung.store.files import BlobStore

LARGEST = 5_000_000
"""Bytes of a new file; larger ones are data, and data have versions of their own."""
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_DIFF = (
    "diff", "--cached", "--binary", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames",
    "--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules=dirty", "HEAD",
)  # fmt: skip


class WorkingDiff(Struct, frozen=True):
    """What differs from the commit."""

    patch: bytes
    """For `git apply`; empty where nothing differs."""
    left_out: tuple[str, ...] = ()
    """New files that are too large to be kept."""


def keep_working_diff(root: Path, files: BlobStore) -> str | None:
    """Digest of what differs, in the content store; `None` for a clean tree, or one without a commit.

    Raises
    ------
    RefusedError
        It holds a secret. Nothing is stored, and the secret is not repeated.
    StorageError
        git, or the content store, does not work.
    """
    found = working_diff(root)
    return files.put_bytes(found.patch) if found and found.patch else None


def working_diff(root: Path, largest: int = LARGEST) -> WorkingDiff | None:
    """What differs from the commit, whatever is staged; `None` without a commit. Neither index nor objects change.

    Raises as `keep_working_diff`.
    """
    top = _git(root, "rev-parse", "--show-toplevel", ask=True)
    if top is None or _git(root, "rev-parse", "--verify", "--quiet", "HEAD", ask=True) is None:
        return None
    folder = Path(os.fsdecode(top.rstrip(b"\n")))
    with tempfile.TemporaryDirectory(prefix="rung-") as room:
        aside = _aside(folder, Path(room))
        _git(folder, "read-tree", "HEAD", env=aside)
        new, left_out = _new_files(folder, largest, aside)
        _git(folder, "add", "--update", "--", ".", env=aside)
        _git(folder, "update-index", "--add", "-z", "--stdin", env=aside, given=b"".join(each + b"\0" for each in new))
        patch = _git(folder, *_DIFF, env=aside) or b""
    _refuse_secrets(patch, folder)
    return WorkingDiff(patch, left_out)


def apply_diff(patch: bytes, folder: Path) -> None:
    """Make a clean checkout of the commit what the working tree was. Raises `StorageError`."""
    _git(folder, "apply", "--binary", "--whitespace=nowarn", "-", given=patch)


def _aside(folder: Path, room: Path) -> dict[str, str]:
    """An index and a place for objects of our own: the repository is read and never written."""
    objects = _git(folder, "rev-parse", "--git-path", "objects") or b""
    (room / "objects").mkdir()
    return {
        "GIT_INDEX_FILE": str(room / "index"),
        "GIT_OBJECT_DIRECTORY": str(room / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str((folder / os.fsdecode(objects.rstrip(b"\n"))).absolute()),
    }


def _new_files(folder: Path, largest: int, aside: Mapping[str, str]) -> tuple[list[bytes], tuple[str, ...]]:
    """Files that the commit lacks and nobody ignores, or that are staged: those to keep, and those that are too large.

    The index aside holds the commit, so that what is staged is new as well.
    """
    listed = _git(folder, "ls-files", "--others", "--exclude-standard", "-z", env=aside) or b""
    staged = _git(folder, "diff", "--cached", "--name-only", "--diff-filter=A", "--no-renames", "-z", "HEAD") or b""
    small, large = [], []
    for name in sorted({*filter(None, listed.split(b"\0")), *filter(None, staged.split(b"\0"))}):
        path = folder / os.fsdecode(name)
        if name.endswith(b"/") or not (path.is_file() or path.is_symlink()):
            continue  # another repository, or a socket
        if path.lstat().st_size <= largest:
            small.append(name)
        else:
            large.append(os.fsdecode(name))
    return small, tuple(large)


def _refuse_secrets(patch: bytes, folder: Path) -> None:
    found = secrets_in(patch, folder)
    if found:
        listed = "; ".join(f"{each.path}:{each.line} ({each.kind})" for each in found[:5])
        more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
        raise RefusedError(
            f"what differs from the commit holds {'a secret' if len(found) == 1 else f'{len(found)} secrets'}: "
            f"{listed}{more}",
            where=f"{found[0].path}:{found[0].line}",
            fix="take it out and read it from the environment; where it is none, end the line with "
            "# pragma: allowlist secret",
        )


def _git(
    folder: Path, *words: str, env: Mapping[str, str] | None = None, given: bytes | None = None, ask: bool = False
) -> bytes | None:
    """What git prints; `ask`: `None` where it says no."""
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", **(env or {})}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *_QUIET, *words], input=given, capture_output=True, env=environment, check=False
        )
    except FileNotFoundError as error:
        if ask:
            return None
        raise StorageError("git is not installed, or not on the PATH", fix="install git") from error
    if done.returncode != 0:
        if ask:
            return None
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise StorageError(f"git {words[0]} failed: {said[-1] if said else done.returncode}", where=str(folder))
    return done.stdout
