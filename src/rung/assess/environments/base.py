"""What is known of one dependency file, one installation and one base image."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from rung.assess.invocation import By
from rung.domain import Place


class Firmness(IntEnum):
    """How exactly a file fixes what is installed, loosest first."""

    OPEN = 0
    """Names without versions, or bounds."""
    PARTLY = 1
    """Some versions are exact, or all are to a wildcard."""
    DIRECT = 2
    """Every package named is exact, and what these pull in is not."""
    LOCK = 3
    """Everything that is installed is exact, dependencies of dependencies too."""

    @property
    def label(self) -> str:
        """In words: `exact for direct dependencies`."""
        return ("open", "partly pinned", "pinned for direct dependencies only", "locked")[self]


class Dependencies(Struct, frozen=True):
    """One file that says what to install."""

    path: str
    tool: str
    """`pip`, `uv`, `poetry`, `pdm`, `pipenv`, `conda`, `conda-lock`, `pixi`, `renv`, `pylock`, `R`, …"""
    firmness: Firmness
    total: int = 0
    """Packages named, Python itself left out."""
    exact: int = 0
    loose: tuple[str, ...] = ()
    """Names of packages without an exact version."""
    manifest: str = ""
    """Of a lock: the file it was made from, when that is in the tree."""
    broken: str = ""
    """Why it cannot be installed from: `invalid YAML at line 4`, `names base.txt, which is missing`."""
    covers_learning: bool = True
    """It names something that models are trained or served with; a file of linters does not."""
    stale: tuple[str, ...] = ()
    """Of a lock: packages of the manifest that it does not know."""
    names: frozenset[str] = frozenset()
    """Everything it names; empty when that could not be read."""

    @property
    def place(self) -> Place:
        """The file."""
        return Place(self.path)


class Install(Struct, frozen=True):
    """One step that installs packages."""

    tool: str
    place: Place
    by: By
    files: tuple[str, ...] = ()
    """Dependency files that it installs from, at their path in the tree."""
    exactly: bool = False
    """It installs the versions of a lock and fails, or changes nothing, when these do not fit."""
    loose: tuple[str, ...] = ()
    """Packages named in the step itself without a version."""
    pinned: tuple[str, ...] = ()
    """Packages named in the step itself with an exact version."""
    missing: str = ""
    """A file that it names and that is not in the tree."""
    text: str = ""
    """The command, or the call."""
    image: str = ""
    """Path of the Dockerfile it belongs to; empty elsewhere."""
    job: str = ""
    """The CI job it belongs to, `path#job`; empty elsewhere."""
    at_run_time: bool = False
    """A task builds its environment each time it runs: `packages_to_install`, `!pip install`, a platform's job."""


class BaseImage(Struct, frozen=True):
    """An image that a Dockerfile or a step starts from."""

    image: str
    firmness: str
    """`digest`, `tag` or `floating`."""
    place: Place
