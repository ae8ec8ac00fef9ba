"""What a first `rung.yaml` would say of a folder, and why: every part of it is a guess that names what it saw."""

from __future__ import annotations

from msgspec import Struct


class Guess(Struct, frozen=True):
    """Something that was concluded, and from what."""

    value: str
    why: str


class Dataset(Struct, frozen=True, kw_only=True):
    """Data files that belong together."""

    name: str
    sources: tuple[str, ...]
    """Paths, or one pattern."""
    paths: tuple[str, ...]
    why: str
    """Who reads them, or how many they are."""
    readable: bool = True
    """A step can be given them: a table that is not as its ending says is kept, and not read for it."""
    label: Guess | None = None
    time: Guess | None = None
    key: Guess | None = None


class Step(Struct, frozen=True, kw_only=True):
    """One step of the pipeline."""

    name: str
    kind: str
    """`notebook`, `run` or `call`."""
    does: str
    path: str
    why: str
    inputs: tuple[str, ...] = ()
    """Names of datasets."""
    frame: str | None = None
    doubts: tuple[str, ...] = ()
    """What may keep it from running as it is."""
    model: Guess | None = None
    """Why it hands a model on; `None` where nobody would receive one."""
    ready: bool = True
    """It can run as it is written here; else it is only shown."""


class Proposal(Struct, frozen=True, kw_only=True):
    """All of it."""

    project: str
    owner: Guess | None = None
    environment: str | None = None
    packages: str | None = None
    """The file that names the packages, where there is no environment yet."""
    datasets: tuple[Dataset, ...] = ()
    steps: tuple[Step, ...] = ()
    absent: tuple[Guess, ...] = ()
    """Data files that code reads and that are not in the folder."""
    left_out: int = 0
    """Data files that nobody reads, beyond those that are listed."""
    unread: tuple[tuple[str, str], ...] = ()
    """Code that could not be read, and why."""
