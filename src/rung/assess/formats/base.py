"""What a format implements: assessments in, text out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from msgspec import Struct, field

from rung.assess.report.style import PLAIN, Style
from rung.assess.timeline.base import Timeline
from rung.domain import Assessment, Level, Verdict


class View(Struct, frozen=True):
    """How the reader wants to see it. A format ignores what it has no use for."""

    style: Style = PLAIN
    width: int = 100
    """Columns; never less than 40."""
    everything: bool = False
    """Every practice by level and capability, not only what to do next."""
    max_level: Level | None = None
    """Highest level whose gaps are listed; by default the next one."""
    files: frozenset[str] | None = None
    """Every plain file of the repository, for results that must point at one that exists; `None`: not known."""
    timeline: Timeline | None = None
    """The level over time, for formats that can draw it."""
    way: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Steps of the plan by project path, for formats that show the way up; ids of practices, in order."""
    before: Mapping[str, Mapping[str, Verdict]] = field(default_factory=dict)
    """Earlier verdicts by project path and practice, to tell what changed."""


PLAIN_VIEW = View()
"""For a reader who asks for nothing in particular."""


class Format(ABC):
    """Turns assessments into text. One subclass per file."""

    name: ClassVar[str]
    """What `--format` is given."""

    @abstractmethod
    def render(self, assessments: Sequence[Assessment], view: View = PLAIN_VIEW) -> str:
        """The text, ending in a newline; one or several projects of a repository, in order of their path."""
