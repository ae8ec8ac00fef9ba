"""The state that a change is compared with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from rung.assess.gate.baseline import Baseline
from rung.domain import Assessment

Measure = Callable[[str], Sequence[Assessment]]
"""Assess every project at a commit, by the clock of the head; empty where there is nothing to read."""


class Pair(Struct, frozen=True):
    """One project now and before the change."""

    head: Assessment
    """In the borders that it had before, wherever it lies now."""
    base: Assessment

    @property
    def moved(self) -> bool:
        """Whether it lay elsewhere."""
        return folder_of(self.head) != folder_of(self.base)


class Before(Struct, frozen=True):
    """The state a change is compared with."""

    base: str
    """The commit that the change starts from."""
    pairs: Sequence[Pair]
    removed: Sequence[Assessment]
    """Projects whose files the change has removed."""
    split: bool
    """The projects of now are not those of before, and are judged in the borders of before."""
    baseline: Baseline | None
    """The baseline file as it was there."""
    baseline_removed: bool
    """There was a baseline file, and there is none now."""
    commits: Sequence[str]
    """The change's own line, oldest first."""
    measure: Measure
    title: Callable[[str], str]
    """First line of a commit's message."""
    target: str
    """What the change goes to, as it was named."""
    from_ci: bool
    """The CI service named it, so that there is a change."""


def folder_of(assessment: Assessment) -> str:
    """Where in the repository the project lies."""
    prefix, path = assessment.prefix, assessment.path
    return path if not prefix or path == prefix else f"{prefix}/{path}"
