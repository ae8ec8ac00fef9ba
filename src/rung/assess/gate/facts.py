"""What a gate reports: one fact and one command a line."""

from __future__ import annotations

from msgspec import Struct

from rung.domain import Assessment, Place


class Fact(Struct, frozen=True):
    """Something that fails the gate, or that the reader should know."""

    text: str
    """One sentence without a full stop."""
    command: str
    """The one thing to type or edit."""
    practice: str | None = None
    project: str = ""
    """Path of the project in the repository."""
    place: Place | None = None
    """In the repository, not in the project."""
    commit: str | None = None
    """The commit that did it."""


class GateReport(Struct, frozen=True):
    """The outcome of a gate."""

    failures: tuple[Fact, ...]
    warnings: tuple[Fact, ...]
    passed_because: tuple[str, ...]
    """What was asked for and is met, in words."""

    @property
    def passed(self) -> bool:
        """Whether nothing fails."""
        return not self.failures


def named(assessment: Assessment) -> str:
    """How a fact about the project begins: its path, where it has one."""
    return f"{assessment.path}: " if assessment.path else ""
