"""Hand-made values for tests: a card, a finding, an assessment; every field can be changed by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from rung.domain import (
    Assessment,
    Capability,
    Effort,
    Finding,
    Kind,
    Level,
    Place,
    PracticeCard,
    Share,
    Strength,
    Verdict,
    WaitsFor,
)
from rung.domain.assessment import CapabilityShare

CARD = PracticeCard(
    id="runs-recorded",
    capability=Capability.EXPERIMENTS,
    level=Level.REPEATABLE,
    statement="Every training run leaves a record",
    gating=True,
    min_strength=Strength.FOUND,
    fresh_days=None,
    needs=(),
    pitfall="Nobody can say which run made the model",
    effort=Effort.HOURS,
    waits_for=WaitsFor.NOTHING,
    remedy="append parameters and metrics to a file",
    why="A result that cannot be found again is lost.",
    how="Write one line per run.",
    not_enough=("a printed metric",),
    references=("Google L1",),
)

MADE_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def a_card(practice: str = "runs-recorded", level: int = 2, **changes: Any) -> PracticeCard:
    """A card, changed as told."""
    return replace(CARD, id=practice, level=Level(level), **changes)


def a_finding(
    practice: str = "runs-recorded", verdict: Verdict = Verdict.MET, level: int = 2, **changes: Any
) -> Finding:
    """A finding; names of fields of the card are passed on to it."""
    of_card = {name: changes.pop(name) for name in tuple(changes) if name in PracticeCard.__struct_fields__}
    remedy_of_finding = of_card.pop("remedy", f"do {practice}")
    card = changes.pop("card", None) or a_card(practice, level, **of_card)
    seen = verdict in (Verdict.MET, Verdict.PARTIAL)
    strength = changes.pop("strength", Strength.FOUND if seen else Strength.NONE)
    given: dict[str, Any] = {
        "holds": verdict is Verdict.MET and strength >= card.min_strength,
        "because": f"{practice} was looked for",
        "places": (Place("train.py", 12),) if seen else (),
        "age_days": None,
        "remedy": remedy_of_finding,
    }
    return Finding(card=card, verdict=verdict, strength=strength, **{**given, **changes})


def shares_of(findings: Iterable[Finding]) -> tuple[Share, ...]:
    """The four shares of these findings."""
    rows = []
    for level in (Level.REPEATABLE, Level.AUTOMATED, Level.SCALABLE, Level.OPTIMIZED):
        verdicts = [
            each.verdict
            for each in findings
            if each.card.level is level and each.card.gating and each.verdict is not Verdict.NOT_APPLICABLE
        ]
        rows.append(
            Share(
                level=level,
                met=verdicts.count(Verdict.MET),
                partial=verdicts.count(Verdict.PARTIAL),
                applicable=len(verdicts),
                unknown=verdicts.count(Verdict.UNKNOWN),
            )
        )
    return tuple(rows)


def an_assessment(findings: Iterable[Finding] = (), **changes: Any) -> Assessment:
    """An assessment of a project on level 2, changed as told; shares and index follow from the findings."""
    findings = tuple(findings) or some_findings()
    shares = changes.pop("shares", None) or shares_of(findings)
    given: dict[str, Any] = {
        "project": "fraud-scoring",
        "path": "",
        "kind": Kind.PROJECT,
        "kind_because": "train.py fits a model that serve.py loads",
        "commit": "3f9c2a1d00000000000000000000000000000000",
        "remote": "https://github.com/acme/fraud",
        "made_at": MADE_AT,
        "rung_version": "0.1.0",
        "ladder_version": "1",
        "configured_level": Level.REPEATABLE,
        "up_to": Level.REPEATABLE,
        "proven_level": Level.MANUAL,
        "index": 1 + sum(each.value for each in shares),
        "profile": (CapabilityShare(Capability.EXPERIMENTS, ((Level.REPEATABLE, 0.5), (Level.AUTOMATED, None))),),
        "hollow": (),
        "coverage": 0.9,
        "target": Level.OPTIMIZED,
        "target_reason": None,
        "notes": (),
        "seconds": 0.4,
    }
    return Assessment(findings=findings, shares=shares, **{**given, **changes})


def some_findings() -> tuple[Finding, ...]:
    """Two findings a level, one met and one not: enough for every section of a report."""
    return (
        a_finding("code-in-version-control", min_strength=Strength.PRACTISED, strength=Strength.PRACTISED),
        a_finding("data-versioned", min_strength=Strength.PRACTISED, because="data.dvc pins two files"),
        a_finding("runs-recorded", Verdict.PARTIAL, because="metrics without the commit in train.py:12"),
        a_finding("ci-on-every-change", Verdict.UNMET, 3, because="no CI definition found"),
        a_finding(
            "automated-deployment",
            Verdict.PARTIAL,
            3,
            because="deploy.sh is run by a person",
            places=(Place("deploy.sh", 3),),
            needs=("ci-on-every-change",),
        ),
        a_finding("changes-reviewed", Verdict.UNKNOWN, 3, because="reviews live on the forge", gating=True),
        a_finding("capacity-managed", Verdict.UNMET, 4, because="no limits in k8s/serve.yaml:12"),
        a_finding("features-justified", Verdict.UNMET, 4, gating=False),
        a_finding("drift-triggered-retraining", Verdict.UNMET, 5, because="nothing retrains"),
    )
