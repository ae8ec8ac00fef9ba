"""How strong a piece of evidence is, where it lies, and what it says about a practice."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from msgspec import Struct


class Strength(IntEnum):
    """How well a practice is shown, weakest first."""

    NONE = 0
    """Nothing seen."""
    ATTESTED = 1
    """A named role or person says so; dated, and it expires."""
    FOUND = 2
    """An artefact in the repository, wired to a real entry point."""
    PRACTISED = 3
    """Fresh records show it happening."""
    PROVEN = 4
    """A drill, or a real event, made it happen inside the window."""

    @property
    def label(self) -> str:
        """The word as it is printed: `found`."""
        return self.name.lower()


class Verdict(StrEnum):
    """What the evidence says about one practice."""

    MET = "met"
    PARTIAL = "partial"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    """It cannot be seen from here: shallow clone, platform setting, no run store given."""
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"
    """Somebody entitled answers for the gap until a date. Never a pass."""


class Kind(StrEnum):
    """What sort of thing a repository is; decided before anything is judged."""

    PROJECT = "project"
    TEMPLATE = "template"
    EXAMPLE = "example"
    """A tutorial, course, demonstration or the code of a book."""
    LIBRARY = "library"
    NOT_ML = "not_ml"
    """No machine learning happens here: no level is given."""


_RECORDS = ("run:", "check:", "dataset:", "model:", "release:")
"""How notes begin that name a record in a store, as its audit chain calls it."""
_WITHOUT_LINES = ("cell ", *_RECORDS)
"""How notes begin that say more than a line."""


class Place(Struct, frozen=True, order=True):
    """Where something stands: a line of a file at the commit that was read."""

    path: str
    """Relative to the root of the repository, with forward slashes."""
    line: int = 1
    """First line, counted from 1."""
    note: str = ""
    """What to look for there when a line is not enough: `cell 7`, `job train`."""

    @property
    def spot(self) -> str:
        """`train.py:12`; where nobody sees lines, `eda.ipynb cell 7` and `.rung/store.db run:3f9c`."""
        return f"{self.path} {self.note}" if self.note.startswith(_WITHOUT_LINES) else f"{self.path}:{self.line}"

    @property
    def is_record(self) -> bool:
        """Whether it is a record in a store, which is no part of any commit."""
        return self.note.startswith(_RECORDS)

    def __str__(self) -> str:
        return f"{self.spot} ({self.note})" if self.note and self.note not in self.spot else self.spot
