"""Assessments that a format has to cope with: plain, without a level, and with hostile names."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.score import weigh
from rung.domain import (
    Assessment,
    Capability,
    Effort,
    Finding,
    Kind,
    Level,
    Place,
    PracticeCard,
    Strength,
    Verdict,
    WaitsFor,
)
from rung.domain.assessment import Note

HOSTILE = 'a\udcff\n"<b>&|`[x](y)\x1b[31m'
"""What a path may hold: a byte that is not UTF-8, a line break, markup, a terminal escape."""


def sample_assessments() -> tuple[Assessment, ...]:
    """One project with every verdict, one that is not ML, one whose names are hostile."""
    return (
        _assessment("sample", "", Kind.PROJECT, "train.py"),
        _assessment("papers", "papers", Kind.NOT_ML, "README.md"),
        _assessment(HOSTILE, HOSTILE, Kind.TEMPLATE, HOSTILE),
    )


def _assessment(project: str, path: str, kind: Kind, file: str) -> Assessment:
    findings = tuple(_finding(place, verdict, file) for place, verdict in enumerate(Verdict))
    result = weigh(findings, kind=kind)
    return Assessment(
        project=project,
        path=path,
        kind=kind,
        kind_because=f"{file} fits a model",
        commit=None,
        remote=None,
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        rung_version="0",
        ladder_version="0",
        configured_level=result.configured_level,
        up_to=result.up_to,
        proven_level=result.proven_level,
        index=result.index,
        shares=result.shares,
        profile=result.profile,
        findings=findings,
        hollow=result.hollow,
        coverage=result.coverage,
        target=Level.OPTIMIZED,
        target_reason=None,
        notes=(Note("unread", f"{file} could not be read", (Place(file),)),),
        seconds=0.1,
    )


def _finding(number: int, verdict: Verdict, file: str) -> Finding:
    seen = verdict in (Verdict.MET, Verdict.PARTIAL)
    return Finding(
        card=_card(f"sample-{verdict.replace('_', '-')}", Level(2 + number % 4)),
        verdict=verdict,
        holds=verdict is Verdict.MET,
        strength=Strength.FOUND if seen else Strength.NONE,
        because=f"{file} was looked at",
        places=(Place(file, 3, "job train"),) if seen else (),
        age_days=None,
        remedy="add a line to the file",
    )


def _card(practice: str, level: Level) -> PracticeCard:
    return PracticeCard(
        id=practice,
        capability=Capability.PIPELINES,
        level=level,
        statement="Something is done",
        gating=True,
        min_strength=Strength.FOUND,
        fresh_days=None,
        needs=(),
        pitfall="Nobody can do it again",
        effort=Effort.HOURS,
        waits_for=WaitsFor.NOTHING,
        remedy="add a line to the file",
        why="It matters.",
        how="Do it.",
        not_enough=("a word in a document",),
        references=("none",),
    )
