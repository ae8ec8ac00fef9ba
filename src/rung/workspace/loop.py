"""The loop of a project with a `rung.yaml`: its store, its content, and who acts."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rung.domain.event import Actor
from rung.project.opening import OpenedProject, open_project
from rung.workspace.acting import acting

if TYPE_CHECKING:
    from types import TracebackType

    from rung.govern.identity import Identity
    from rung.store.files import BlobStore
    from rung.store.transactions import Store


class Loop:
    """Opens what is asked for, and nothing else: a run without changes needs no database."""

    def __init__(self, project: OpenedProject, actor: Actor | None = None) -> None:
        """`actor`: whoever a token, or the operating system, says when not given."""
        self.project = project
        self._given = actor

    @classmethod
    def of(cls, folder: Path) -> Loop:
        """The loop of the project that a folder belongs to. Raises as `open_project` does."""
        return cls(open_project(folder))

    @cached_property
    def identity(self) -> Identity:
        """Who acts, and what they may. Raises `RefusedError` for a token that opens nothing, `StorageError`."""
        from rung.workspace.who import who_acts  # noqa: PLC0415

        return who_acts(self.store)

    @cached_property
    def actor(self) -> Actor:
        """Who acts, as the records name them. Raises as `identity`."""
        return acting(self._given) if self._given else self.identity.actor

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


def keep_out_of_git(folder: Path) -> None:
    """Make the folder, with a `.gitignore` of its own: a workspace is never committed by accident."""
    if folder.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n")
