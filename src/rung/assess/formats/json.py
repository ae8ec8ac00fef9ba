"""The assessment for programs, with a published schema.

A single project is one object. Several projects of a repository are `{"schema_version", "rung_version",
"ladder_version", "projects": [object, …]}`, also when only the path tells them apart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rung.assess.formats._json_schema import SCHEMA_VERSION, schema
from rung.assess.formats.base import PLAIN_VIEW, Format, View
from rung.assess.report.links import repository_path, url_of
from rung.assess.report.text import readable
from rung.domain import Assessment, Finding, Level, Place
from rung.domain.assessment import Note, Waiver
from rung.domain.unread import UnreadFile

MOST_UNREAD = 1_000
"""Files that are listed one by one; of a clone without any content nobody wants them all."""

__all__ = ["SCHEMA_VERSION", "Json", "document", "practice", "project", "schema"]


class Json(Format):
    """One JSON document."""

    name = "json"

    def render(self, assessments: Sequence[Assessment], view: View = PLAIN_VIEW) -> str:
        """The object of a single project, or an object with `projects`."""
        return json.dumps(document(assessments), ensure_ascii=False, indent=2) + "\n"


def document(assessments: Sequence[Assessment]) -> dict[str, Any]:
    """What is printed, as plain values."""
    if len(assessments) == 1:
        return project(assessments[0])
    first = assessments[0] if assessments else None
    return {
        "schema_version": SCHEMA_VERSION,
        "rung_version": first.rung_version if first else "",
        "ladder_version": first.ladder_version if first else "",
        "projects": [project(each) for each in assessments],
    }


def project(assessment: Assessment) -> dict[str, Any]:
    """One project as plain values, in the order of the schema."""
    return {
        "schema_version": SCHEMA_VERSION,
        "rung_version": assessment.rung_version,
        "ladder_version": assessment.ladder_version,
        "project": readable(assessment.project),
        "path": readable(assessment.path),
        "commit": assessment.commit,
        "made_at": assessment.made_at.isoformat(),
        "seconds": round(assessment.seconds, 3),
        "kind": assessment.kind.value,
        "kind_because": readable(assessment.kind_because),
        "as_if": assessment.as_if,
        "configured_level": _level(assessment.configured_level),
        "up_to": _level(assessment.up_to),
        "proven_level": _level(assessment.proven_level),
        "proven_but_for_waiting": _level(assessment.proven_but_for_waiting),
        "waiting": list(assessment.waiting),
        "index": None if assessment.index is None else round(assessment.index, 3),
        "shares": {str(share.level.value): round(share.value, 4) for share in assessment.shares},
        "coverage": round(assessment.coverage, 4),
        "target": assessment.target.value,
        "target_reason": assessment.target_reason,
        "profile": {
            row.capability.value: {
                str(level.value): None if share is None else round(share, 4) for level, share in row.shares
            }
            for row in assessment.profile
        },
        "hollow": [
            {
                "practice": each.practice,
                "level": each.level.value,
                "missing": each.missing,
                "missing_level": each.missing_level.value,
                "pitfall": each.pitfall,
            }
            for each in assessment.hollow
        ],
        "practices": [practice(assessment, each) for each in assessment.findings],
        "notes": [_note(assessment, each) for each in assessment.notes],
        "unread": [_unread(assessment, each) for each in assessment.unread[:MOST_UNREAD]],
    }


def _level(level: Level | None) -> int | None:
    return None if level is None else level.value


def practice(assessment: Assessment, finding: Finding) -> dict[str, Any]:
    """One finding as plain values."""
    return {
        "id": finding.id,
        "capability": finding.card.capability.value,
        "level": finding.card.level.value,
        "gating": finding.card.gating,
        "statement": finding.card.statement,
        "verdict": finding.verdict.value,
        "underlying": finding.underlying.value if finding.underlying else None,
        "holds": finding.holds,
        "strength": finding.strength.label,
        "min_strength": finding.card.min_strength.label,
        "because": readable(finding.because),
        "places": [_place(assessment, each) for each in finding.places],
        "age_days": finding.age_days,
        "remedy": readable(finding.remedy),
        "waiver": _waiver(finding.waiver) if finding.waiver else None,
    }


def _place(assessment: Assessment, place: Place) -> dict[str, Any]:
    return {
        "path": readable(repository_path(assessment, place.path)),
        "line": max(1, place.line),
        "note": readable(place.note),
        "commit": None if place.is_record else assessment.commit,
        "url": url_of(assessment, place),
    }


def _unread(assessment: Assessment, file: UnreadFile) -> dict[str, Any]:
    return {
        "path": readable(repository_path(assessment, file.path)),
        "kind": file.kind.name.lower(),
        "why": file.why.name.lower(),
        "reason": readable(file.reason),
    }


def _note(assessment: Assessment, note: Note) -> dict[str, Any]:
    places = [_place(assessment, each) for each in note.places]
    return {"kind": note.kind, "text": readable(note.text), "places": places, "expired": note.expired}


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {"by": waiver.by, "reason": waiver.reason, "until": waiver.until.isoformat(), "place": waiver.place}
