"""Frameworks of other people, and what Rung's practices say about their criteria."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct


class Criterion(Struct, frozen=True):
    """One thing that a framework asks for."""

    id: str
    """As the framework numbers it: `MEASURE 2.3`, `Article 12`, `Infra 7`."""
    asks: str
    """What it asks for, in our own words: the texts themselves are other people's."""
    practices: tuple[str, ...] = ()
    """Practices whose evidence supports it; evidence for, never proof of."""
    beyond: str = ""
    """What no repository can show of it, and somebody has to answer elsewhere."""


class Group(Struct, frozen=True):
    """Criteria that the framework lists together: a level, a function, an annex."""

    title: str
    criteria: tuple[Criterion, ...]


class Framework:
    """A published framework; a new one is one file in this folder, found by its class."""

    id: ClassVar[str]
    """What is typed: `nist-ai-rmf`."""
    title: ClassVar[str]
    version: ClassVar[str]
    """The edition that was mapped; a later one may ask for something else."""
    source: ClassVar[str]
    """Where its text stands."""
    caveat: ClassVar[str]
    """What a reader of the report must know before quoting it; one or two sentences."""
    groups: ClassVar[tuple[Group, ...]]

    @classmethod
    def criteria(cls) -> tuple[Criterion, ...]:
        """Every criterion, in the framework's order."""
        return tuple(criterion for group in cls.groups for criterion in group.criteria)


def asks(id: str, text: str, practices: str = "", *, beyond: str = "") -> Criterion:
    """One criterion; the practices are named with spaces between, as they are typed everywhere else."""
    return Criterion(id, text, tuple(practices.split()), beyond)
