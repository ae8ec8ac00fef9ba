"""The project that a folder belongs to, and where its workspace lies."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from rung.errors import UsageError
from rung.project.file import ManifestFile
from rung.project.manifest import MANIFEST_NAME
from rung.project.reading import read_written
from rung.project.variables import filled
from rung.project.yaml_lines import Document

WORKSPACE = ".rung"
VARIABLE = "RUNG_WORKSPACE"
"""Says where the workspace lies of a project whose `rung.yaml` does not: jobs share one, a person has one alone."""
_DATABASES = ("postgresql://", "postgres://", "sqlite://")


class Home(Struct, frozen=True):
    """Where a workspace lies."""

    folder: Path
    """For what is of this machine alone: the cache of steps, indexes, logs."""
    store: Path | str
    """The SQLite file, or the address of a PostgreSQL database."""
    files: Path | str
    """The folder, or the address, of stored content."""


class OpenedProject(Struct, frozen=True):
    """A folder with a `rung.yaml`."""

    root: Path
    """Absolute."""
    file: ManifestFile
    document: Document
    home: Home

    @property
    def name(self) -> str:
        """As `rung.yaml` calls it, or as its folder is called."""
        return self.file.project or self.root.name

    def line(self, key: str) -> str:
        """Where a key is written: `rung.yaml:12`."""
        return f"{MANIFEST_NAME}:{self.document.line(key)}"


def open_project(folder: Path, variables: Mapping[str, str] | None = None) -> OpenedProject:
    """The project of a folder: the nearest `rung.yaml` there or above it.

    Parameters
    ----------
    variables
        Those of the environment when not given.

    Raises
    ------
    UsageError
        There is none, it cannot be read, or a variable that it names is not set.
    ManifestError
        It does not fit its schema.
    """
    start = folder.resolve()
    root = next((each for each in (start, *start.parents) if (each / MANIFEST_NAME).is_file()), None)
    if root is None:
        raise UsageError(f"there is no {MANIFEST_NAME} here or above", where=os.fspath(folder), fix="rung init")
    file, document = read_written(_text(root / MANIFEST_NAME))
    known = os.environ if variables is None else variables
    written = file.workspace or known.get(VARIABLE) or WORKSPACE
    return OpenedProject(root, file, document, _home(root, written, known))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"cannot be read: {reason}", where=MANIFEST_NAME) from None


def _home(root: Path, written: str, variables: Mapping[str, str]) -> Home:
    """`.rung`, another folder, or the addresses of a database and of a place for content with a blank between them."""
    text = filled(written, variables, where=MANIFEST_NAME)
    if not text.startswith(_DATABASES):
        folder = (root / text).absolute()
        return Home(folder, folder / "store.db", folder / "blobs")
    store, _, files = text.partition(" ")
    local = root / WORKSPACE
    return Home(local, store, files.strip() or local / "blobs")
