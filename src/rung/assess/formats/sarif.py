"""SARIF 2.1.0 for code scanning: one result for each gap, at the file where to look.

GitHub refuses a whole upload for one result without a location, and opens a new alert when a fingerprint moves:
hence the fallback file, and fingerprints without line numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from rung.assess.formats.base import PLAIN_VIEW, Format, View
from rung.assess.report.gaps import WORK, next_level
from rung.assess.report.links import quoted, repository_path
from rung.assess.report.text import readable
from rung.domain import Assessment, Finding, Kind, Level, Place, PracticeCard, Verdict

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"


class Sarif(Format):
    """One run with the gaps of every project up to the next level."""

    name = "sarif"

    def render(self, assessments: Sequence[Assessment], view: View = PLAIN_VIEW) -> str:
        """The log as one JSON document."""
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(assessments, view)]}
        return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _run(assessments: Sequence[Assessment], view: View) -> dict[str, Any]:
    gaps = [(each, gap) for each in assessments for gap in _gaps(each, view.max_level)]
    cards = {gap.id: gap.card for _, gap in gaps}
    order = {practice: position for position, practice in enumerate(cards)}
    run: dict[str, Any] = {
        "tool": {"driver": _driver(assessments, cards.values())},
        "automationDetails": {"id": "rung/assess/"},
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, gap, order[gap.id], view.anchor) for each, gap in gaps],
    }
    source = next((each for each in assessments if each.remote and each.commit), None)
    if source:
        run["versionControlProvenance"] = [{"repositoryUri": source.remote, "revisionId": source.commit}]
    return run


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
        "shortDescription": {"text": card.statement or card.id},
        "fullDescription": {"text": card.why or card.statement or card.id},
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


def _result(assessment: Assessment, gap: Finding, rule: int, anchor: str | None) -> dict[str, Any]:
    places = tuple(replace(each, path=repository_path(assessment, each.path)) for each in gap.places)
    places = places or (Place(_fallback(assessment, anchor)),)
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
    """Stable while the practice misses in the same file of the same project, wherever the line goes."""
    path = gap.places[0].path if gap.places else ""
    text = "\n".join((assessment.path, gap.id, path)).encode("utf-8", "surrogateescape")
    return hashlib.sha256(text).hexdigest()[:32]


def _location(place: Place) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quoted(place.path), "uriBaseId": ROOT},
            "region": {"startLine": max(1, place.line)},
        }
    }
    if place.note:
        location["message"] = {"text": readable(place.note)}
    return location


def _fallback(assessment: Assessment, anchor: str | None) -> str:
    """A file that is there: a README first, else one that another finding points at."""
    known = sorted({place.path for each in assessment.findings for place in each.places if place.path[-1:] != "/"})
    readme = next((path for path in known if path.rsplit("/", 1)[-1].lower().startswith("readme")), None)
    if readme is None and anchor:
        return anchor
    return repository_path(assessment, readme or (known[0] if known else "README.md"))
