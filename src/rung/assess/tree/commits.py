"""The history of a repository as git holds it, before anybody concludes anything from it."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class Person(NamedTuple):
    """Who a commit or tag names, as it was written."""

    name: str
    email: str


class RawCommit(NamedTuple):
    """One commit. A named tuple, because there may be twenty thousand of them."""

    id: str
    parents: tuple[str, ...]
    author: Person
    authored: int
    """Seconds since 1970."""
    offset: int
    """Minutes east of Greenwich, where the author's clock stood."""
    committer: Person
    committed: int
    """Seconds since 1970."""
    subject: str
    """First line of the message."""
    trailers: tuple[tuple[str, str], ...]
    """`Reviewed-by: …` and its kind: key in lower case, value."""


class RawTag(NamedTuple):
    """One tag that names a commit."""

    name: str
    commit: str
    when: int
    """Seconds since 1970: of the tag itself when it is annotated, else of its commit."""
    annotated: bool
    tagger: Person | None


class RawHistory(Struct, frozen=True):
    """What one bounded walk over the commits saw."""

    commits: tuple[RawCommit, ...]
    """The commit that was read, then the others, newest first."""
    tags: tuple[RawTag, ...]
    truncated: bool
    """There are older commits, in this copy or outside it, that were not read."""
    shallow: bool
    mailmap: str
    """The content of `.mailmap` at the commit that was read; empty where there is none."""
