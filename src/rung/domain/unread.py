"""Files that are there and were not read, and why: what they hold is not known to be absent."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class FileKind(StrEnum):
    """What sort of evidence a file can hold; the value is its name in a sentence."""

    PYTHON = "Python file"
    NOTEBOOK = "notebook"
    R = "R file"
    TEST = "test"
    CI = "CI definition"
    BUILD = "build file"
    """Dockerfile, Makefile, shell script."""
    SETTINGS = "settings file"
    """YAML, TOML and JSON that nothing else here describes."""
    INFRASTRUCTURE = "infrastructure file"
    DEPENDENCIES = "dependency file"
    """What says which packages to install, locks included."""
    DOCUMENT = "document"
    DATA = "data file"


class Why(StrEnum):
    """Why a file was not read; the value ends the sentence "not read: …"."""

    ABSENT = "not in this copy (partial clone)"
    REFUSED = "the system or a damaged git object refuses it"
    LARGE = "too large"
    BINARY = "not text"
    POINTER = "kept by git-lfs, only its pointer is here"
    INVALID = "not understood"
    PARTLY = "not understood in part"


class UnreadFile(Struct, frozen=True):
    """One of them."""

    path: str
    kind: FileKind
    why: Why
    detail: str = ""
    """What is more exact than `why`: `over 2 MB`, `Python 2 syntax`."""
    aside: bool = False
    """Shown to readers and not run by the project (examples, documents): told, and no verdict turns on it."""

    @property
    def reason(self) -> str:
        """Why, as exactly as it is known."""
        return self.detail or self.why.value


CODE = frozenset({FileKind.PYTHON, FileKind.NOTEBOOK, FileKind.R})
WORKING = frozenset(
    {FileKind.PYTHON, FileKind.R, FileKind.CI, FileKind.BUILD, FileKind.SETTINGS, FileKind.INFRASTRUCTURE}
)
"""Where the work of a project is defined that runs without a person; what stands in a notebook is no such work."""
