"""SARIF 2.1.0 for code scanning: one result for each gap, at the file where to look.

GitHub refuses a whole upload for one result without a location or one text that is empty, cannot show a result in a
folder or behind a link, and opens a new alert when the fingerprint or the file moves: hence the fallback file, and
fingerprints of project and practice alone. A practice is missing once in a project, however many places show it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from rung.assess.formats.base import PLAIN_VIEW, Format, View
from rung.assess.report.anchor import anchor_of, is_file, known_files
from rung.assess.report.gaps import WORK, next_level
from rung.assess.report.links import quoted, repository_path
from rung.assess.report.text import readable
from rung.domain import Assessment, Finding, Kind, Level, Place, PracticeCard, Verdict

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
MOST_TEXT = 1024
"""Characters of a description that code scanning takes."""


class Sarif(Format):
    """One run with the gaps of every project up to the next level."""

    name = "sarif"

    def render(self, assessments: Sequence[Assessment], view: View = PLAIN_VIEW) -> str:
        """The log as one JSON document."""
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(assessments, view)]}
        return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _run(assessments: Sequence[Assessment], view: View) -> dict[str, Any]:
    gaps = [(each, gap) for each in assessments for gap in _gaps(each, view.max_level) if view.files != frozenset()]
    cards = {gap.id: gap.card for _, gap in gaps}
    order = {practice: position for position, practice in enumerate(cards)}
    anchors = {each.prefix: _anchor(each, view.files) for each in assessments}
    run: dict[str, Any] = {
        "tool": {"driver": _driver(assessments, cards.values())},
        "automationDetails": {"id": _category(assessments)},
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(each, gap, order[gap.id], _places(each, gap, anchors[each.prefix], view.files))
            for each, gap in gaps
        ],
    }
    source = next((each for each in assessments if each.remote and each.commit), None)
    if source:
        run["versionControlProvenance"] = [{"repositoryUri": source.remote, "revisionId": source.commit}]
    return run


def _category(assessments: Sequence[Assessment]) -> str:
    """What tells uploads for one commit apart: a project that was chosen must not overwrite the others."""
    chosen = assessments[0].path if len(assessments) == 1 else ""
    return f"rung/assess/{quoted(chosen)}/" if chosen else "rung/assess/"


def _gaps(assessment: Assessment, max_level: Level | None) -> list[Finding]:
    """Work to do up to the next level; what merely cannot be seen is no alert."""
    top = max_level or next_level(assessment) or assessment.configured_level
    if top is None or assessment.kind is Kind.NOT_ML:
        return []
    return [
        each for each in assessment.findings if each.card.gating and each.card.level <= top and each.verdict in WORK
    ]


def _driver(assessments: Sequence[Assessment], cards: Iterable[PracticeCard]) -> dict[str, Any]:
    first = assessments[0] if assessments else None
    driver: dict[str, Any] = {"name": "Rung", "rules": [_rule(card) for card in cards]}
    if first:
        driver["version"] = first.rung_version
        driver["properties"] = {"ladderVersion": first.ladder_version}
    return driver


def _rule(card: PracticeCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "name": "".join(word.capitalize() for word in card.id.split("-")),
        "shortDescription": {"text": _clipped(card.statement or card.id)},
        "fullDescription": {"text": _clipped(card.why or card.statement or card.id)},
        "help": {"text": card.remedy or card.statement or card.id, "markdown": _help(card)},
        "defaultConfiguration": {"level": "warning"},
        "properties": {
            "tags": ["mlops", card.capability.value, f"level-{card.level.value}"],
            "precision": "high",
            "problem.severity": "recommendation",
        },
    }


def _help(card: PracticeCard) -> str:
    parts = [f"**{card.statement}** (level {card.level.value}, {card.capability.value})"]
    for title, text in (("Why it matters", card.why), ("How to get there", card.how), ("First step", card.remedy)):
        if text:
            parts.append(f"### {title}\n\n{text}")
    if card.not_enough:
        parts.append("### Not enough\n\n" + "\n".join(f"- {each}" for each in card.not_enough))
    return "\n\n".join(parts)


def _clipped(text: str) -> str:
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"


def _result(assessment: Assessment, gap: Finding, rule: int, places: Sequence[Place]) -> dict[str, Any]:
    mark = fingerprint(assessment, gap)
    result: dict[str, Any] = {
        "ruleId": gap.id,
        "ruleIndex": rule,
        "level": "note" if gap.verdict is Verdict.PARTIAL else "warning",
        "kind": "fail",
        "message": {"text": readable(f"{gap.because}. {gap.card.statement or gap.id}: {gap.remedy}")},
        "locations": [_location(places[0])],
        # GitHub goes by the second name; without it the alert would move with the line.
        "partialFingerprints": {"rungPractice/v1": mark, "primaryLocationLineHash": f"{mark}:1"},
        "properties": {
            "project": readable(assessment.path or assessment.project),
            "verdict": gap.verdict.value,
            "level": gap.card.level.value,
        },
    }
    if len(places) > 1:
        result["relatedLocations"] = [{"id": id_, **_location(each)} for id_, each in enumerate(places[1:], 1)]
    return result


def fingerprint(assessment: Assessment, gap: Finding) -> str:
    """The same while the practice misses in the project, wherever lines and files go."""
    text = "\n".join((assessment.path, gap.id)).encode("utf-8", "surrogateescape")
    return hashlib.sha256(text).hexdigest()[:32]


def _places(assessment: Assessment, gap: Finding, anchor: str, files: frozenset[str] | None) -> list[Place]:
    """The places that can be opened, from the root of the repository; the anchor where there is none."""
    own = [replace(each, path=repository_path(assessment, each.path)) for each in gap.places if is_file(each)]
    return [each for each in own if files is None or each.path in files] or [Place(anchor)]


def _anchor(assessment: Assessment, files: frozenset[str] | None) -> str:
    known = known_files(assessment) if files is None else files
    return anchor_of(assessment.prefix, known) or repository_path(assessment, "README.md")


def _location(place: Place) -> dict[str, Any]:
    line = max(1, place.line)
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quoted(place.path), "uriBaseId": ROOT},
            # Code scanning asks for all four; the start of the line is what is known.
            "region": {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 2},
        }
    }
    if place.note:
        location["message"] = {"text": readable(place.note)}
    return location
