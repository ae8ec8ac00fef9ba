"""What the plug-ins of this room implement: collectors see, practices judge.

A collector turns the tree, or what other collectors saw, into one value of its own type. A practice names
the types it needs as parameters of `judge`; only the collectors behind them run, each once. Matching by type
lets the type checker see a mistake.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from functools import cache
from typing import Any, ClassVar

from rung.assess.records.book import Records
from rung.domain import Capability, Effort, Judgement, Level, PracticeCard, Shown, Strength, WaitsFor
from rung.domain.unread import WORKING, FileKind


class Collector(ABC):
    """Reads one kind of evidence.

    Subclasses give `collect` typed parameters (`Tree`, `Clock`, `Manifest`, or what other collectors return)
    and a return type of their own. `collect` never raises for bad input: what cannot be read becomes a note
    inside the evidence. If it does raise, every practice that needs it becomes *unknown*.
    """

    begun_elsewhere: ClassVar[bool] = False
    """Another process does its work from the start on: those who can do without it come first."""

    @abstractmethod
    def collect(self, *args: Any, **kwargs: Any) -> object:
        """Look, and say what was seen."""


class Practice(ABC):
    """One rung of the ladder: its documentation, its metadata, and how it is judged.

    The class docstring is the documentation. Its first paragraph is the statement; the sections `Why it
    matters`, `How to get there`, `Not enough` and `References` follow, each with an indented body.
    """

    id: ClassVar[str]
    capability: ClassVar[Capability]
    level: ClassVar[Level]
    gating: ClassVar[bool] = True
    min_strength: ClassVar[Strength] = Strength.FOUND
    fresh_days: ClassVar[int | None] = None
    seen_in: ClassVar[frozenset[FileKind]] = WORKING
    """Kinds of files in which evidence for it lies; see `rung.assess.doubt`."""
    denied_in: ClassVar[frozenset[FileKind]] = frozenset()
    """Kinds of files that can speak against it once it looks met."""
    half_denied_in: ClassVar[frozenset[FileKind]] = frozenset()
    """Kinds of files that can speak even against its being partial."""
    needs: ClassVar[tuple[str, ...]] = ()
    pitfall: ClassVar[str]
    effort: ClassVar[Effort] = Effort.DAYS
    waits_for: ClassVar[WaitsFor] = WaitsFor.NOTHING
    wait_days: ClassVar[int] = 0
    remedy: ClassVar[str]

    @abstractmethod
    def judge(self, *args: Any, **kwargs: Any) -> Judgement:
        """Judge from the evidence given. Pure: no files, no clock, no network."""

    def shown(self, records: Records) -> Shown | None:
        """What records of other systems say of it; `None` when they say nothing. Pure, as `judge` is."""
        return None

    @classmethod
    @cache
    def card(cls) -> PracticeCard:
        """The practice as a value."""
        sections = read_sections(inspect.cleandoc(cls.__doc__ or ""))
        return PracticeCard(
            id=cls.id,
            capability=cls.capability,
            level=cls.level,
            statement=" ".join(sections[""]),
            gating=cls.gating,
            min_strength=cls.min_strength,
            fresh_days=cls.fresh_days,
            needs=cls.needs,
            pitfall=cls.pitfall,
            effort=cls.effort,
            waits_for=cls.waits_for,
            wait_days=cls.wait_days,
            remedy=cls.remedy,
            why="\n".join(sections.get("Why it matters", ())),
            how="\n".join(sections.get("How to get there", ())),
            not_enough=read_bullets(sections.get("Not enough", ())),
            references=read_bullets(sections.get("References", ())),
        )


def read_sections(doc: str) -> dict[str, list[str]]:
    """Split a docstring into its first paragraph (key `""`) and its headed, indented sections."""
    sections: dict[str, list[str]] = {"": []}
    current = ""
    for line in doc.splitlines():
        if line and not line[0].isspace() and current == "" and line.strip() not in HEADINGS:
            sections[""].append(line.strip())
        elif line.strip() in HEADINGS and not line[0].isspace():
            current = line.strip()
            sections[current] = []
        elif current and (line.strip() or sections[current]):
            sections[current].append(line[4:] if line.startswith("    ") else line.strip())
    return {name: _trim(lines) for name, lines in sections.items()}


def read_bullets(lines: list[str] | tuple[()]) -> tuple[str, ...]:
    """Items of a `- ` list; a line without a dash continues the item above it."""
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:].strip())
        elif items and line.strip():
            items[-1] += " " + line.strip()
    return tuple(items)


HEADINGS = ("Why it matters", "How to get there", "Not enough", "References")


def _trim(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines.pop()
    return lines
