"""What lies between two assessments of one project, and whether the project moved or the ladder did. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from rung.domain import Assessment, Strength, Verdict

CREDIT = {Verdict.MET: 2, Verdict.PARTIAL: 1}
"""Twice what a verdict adds to its level; the others add nothing."""


class Cause(StrEnum):
    """Who moved."""

    PROJECT = "project"
    LADDER_OR_PROJECT = "ladder or project: versions differ"


class Standing(Struct, frozen=True):
    """What one assessment says of one practice."""

    verdict: Verdict
    strength: Strength
    holds: bool
    because: str

    @property
    def rank(self) -> tuple[int, bool, int]:
        """Larger is better: the verdict's credit first, then whether it holds, then the strength."""
        return CREDIT.get(self.verdict, 0), self.holds, self.strength


class Change(Struct, frozen=True):
    """One practice that stands differently than before."""

    practice: str
    before: Standing
    after: Standing
    cause: Cause

    @property
    def lapsed(self) -> bool:
        """The verdict is the same and only the strength fell: evidence aged, nothing was taken away."""
        return self.before.verdict is self.after.verdict and self.after.rank < self.before.rank


class Comparison(Struct, frozen=True):
    """The practices of both assessments, each in at most one of these lists, by id."""

    ladder_moved: bool
    """The two were judged by different versions of the ladder."""
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    changed: tuple[Change, ...]
    """Another verdict that is worth the same: unmet, now unknown."""
    added_practices: tuple[str, ...]
    """New on the ladder: the ladder's doing, whatever their verdict."""
    removed_practices: tuple[str, ...]


def compare(before: Assessment | Mapping[str, Any], after: Assessment | Mapping[str, Any]) -> Comparison:
    """Compare two assessments, each as a value or as its published JSON."""
    moved = _version(before) != _version(after)
    cause = Cause.LADDER_OR_PROJECT if moved else Cause.PROJECT
    old, new = _standings(before), _standings(after)
    changes = [Change(each, old[each], new[each], cause) for each in sorted(old.keys() & new.keys())]
    return Comparison(
        ladder_moved=moved,
        gained=tuple(each for each in changes if each.after.rank > each.before.rank),
        lost=tuple(each for each in changes if each.after.rank < each.before.rank),
        changed=tuple(
            each
            for each in changes
            if each.after.rank == each.before.rank and each.after.verdict is not each.before.verdict
        ),
        added_practices=tuple(sorted(new.keys() - old.keys())),
        removed_practices=tuple(sorted(old.keys() - new.keys())),
    )


def _version(assessment: Assessment | Mapping[str, Any]) -> str:
    return assessment.ladder_version if isinstance(assessment, Assessment) else str(assessment["ladder_version"])


def _standings(assessment: Assessment | Mapping[str, Any]) -> dict[str, Standing]:
    if isinstance(assessment, Assessment):
        return {
            each.id: Standing(each.verdict, each.strength, each.holds, each.because) for each in assessment.findings
        }
    return {
        row["id"]: Standing(
            Verdict(row["verdict"]),
            Strength[row["strength"].upper()],
            row["holds"],
            row["because"],
        )
        for row in assessment["practices"]
    }
