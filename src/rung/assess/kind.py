"""What a repository is, and which projects it holds: the first two questions, asked before anything is judged."""

from __future__ import annotations

from msgspec import Struct

from rung.domain import Kind


class RepositoryKind(Struct, frozen=True):
    """What sort of thing the tree holds; evidence like any other, so a collector may say it."""

    kind: Kind
    because: str
    """One sentence with what was seen; no full stop."""


class Projects(Struct, frozen=True):
    """The folders of a repository that are projects of their own."""

    folders: tuple[str, ...] = ("",)
    """Relative, sorted, without a trailing slash; the empty string is the repository itself."""
    apart: tuple[str, ...] = ()
    """Folders that stand by themselves beside these, and train nothing: no part of any of them."""


UNDECIDED = RepositoryKind(Kind.PROJECT, "taken for a project: nothing that tells its kind could be read")
"""When the collector that tells the kind failed: judging goes on, and the reader is told."""
