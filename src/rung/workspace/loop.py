"""The loop of a project with a `rung.yaml`: its store, its content, and who acts."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from rung.domain.event import REHEARSAL, Actor
from rung.project.opening import OpenedProject, open_project

if TYPE_CHECKING:
    from types import TracebackType

    from rung.store.files import BlobStore
    from rung.store.transactions import Store


class Loop:
    """Opens what is asked for, and nothing else: a run without changes needs no database."""

    def __init__(self, project: OpenedProject, actor: Actor | None = None) -> None:
        """`actor`: the user of the operating system when not given."""
        self.project = project
        self.actor = acting(actor or Actor(local_user()))

    @classmethod
    def of(cls, folder: Path) -> Loop:
        """The loop of the project that a folder belongs to. Raises as `open_project` does."""
        return cls(open_project(folder))

    @cached_property
    def store(self) -> Store:
        """The records. Raises `StorageError`."""
        from rung.store.opening import open_store  # noqa: PLC0415

        keep_out_of_git(self.project.home.folder)
        return open_store(self.project.home.store)

    @cached_property
    def files(self) -> BlobStore:
        """The content. Raises `StorageError`."""
        from rung.store.files.opening import open_files  # noqa: PLC0415

        keep_out_of_git(self.project.home.folder)
        return open_files(self.project.home.files)

    def __enter__(self) -> Loop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if "store" in vars(self):
            self.store.close()


def acting(actor: Actor, variables: Mapping[str, str] = os.environ) -> Actor:
    """The actor as records name it: with `RUNG_REHEARSAL` set, whatever is done is a demonstration and says so."""
    rehearses = variables.get("RUNG_REHEARSAL", "").strip().lower() not in ("", "0", "false", "no")
    return replace(actor, via=REHEARSAL) if rehearses else actor


def local_user() -> str:
    """Who is logged in, as the operating system says it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run as a number that has no name.
        return "unknown"


def keep_out_of_git(folder: Path) -> None:
    """Make the folder, with a `.gitignore` of its own: a workspace is never committed by accident."""
    if folder.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n")
