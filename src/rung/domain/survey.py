"""The result of measuring a repository: one assessment for each project in it."""

from __future__ import annotations

from msgspec import Struct

from rung.domain.assessment import Assessment
from rung.domain.evidence import Kind


class Survey(Struct, frozen=True):
    """The projects of one repository, by path."""

    address: str
    """As it was asked for."""
    assessments: tuple[Assessment, ...]
    """At least one."""
    seconds: float

    @property
    def several(self) -> bool:
        """Whether the repository holds more than one project."""
        return len(self.assessments) > 1

    @property
    def levelled(self) -> tuple[Assessment, ...]:
        """The projects proper: templates, examples, libraries and what is not ML are left out of sums."""
        return tuple(each for each in self.assessments if each.kind is Kind.PROJECT)
