"""The published schema of the JSON format."""

from __future__ import annotations

from typing import Any

from rung.domain import Capability, Kind, Strength, Verdict
from rung.domain.unread import FileKind, Why

SCHEMA_VERSION = "1.1"
"""Rises in front of the point when a key disappears or changes its meaning, behind it when one is added."""

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
LEVEL: Schema = {"type": "integer", "minimum": 1, "maximum": 5}
WHY: Schema = {"enum": [each.name.lower() for each in Why]}
LEVEL_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 1, "maximum": 5}


def schema() -> Schema:
    """JSON schema (draft 2020-12) of what `rung assess --json` prints."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:rung:assessment:1",
        "title": "Assessment",
        "description": f"What `rung assess --json` prints, version {SCHEMA_VERSION}. Keys may be added.",
        "oneOf": [{"$ref": "#/$defs/project"}, {"$ref": "#/$defs/repository"}],
        "$defs": {
            "project": _project(),
            "repository": _repository(),
            "practice": _practice(),
            "place": _place(),
            "note": _object({"kind": TEXT, "text": TEXT, "places": _list("place"), "expired": {"type": "boolean"}}),
            "unread": _object(
                {"path": TEXT, "kind": {"enum": [each.name.lower() for each in FileKind]}, "why": WHY, "reason": TEXT}
            ),
            "hollow": _object(
                {"practice": TEXT, "level": LEVEL, "missing": TEXT, "missing_level": LEVEL, "pitfall": TEXT}
            ),
            "waiver": _object(
                {"by": TEXT, "reason": TEXT, "until": {"type": "string", "format": "date"}, "place": TEXT_OR_NULL}
            ),
        },
    }


def _project() -> Schema:
    return _object(
        {
            "schema_version": TEXT,
            "rung_version": TEXT,
            "ladder_version": _about(TEXT, "two assessments by different ladders differ for that reason too"),
            "project": TEXT,
            "path": _about(TEXT, "the project's folder inside the repository; empty for the whole"),
            "commit": _about(TEXT_OR_NULL, "null for files that are not committed"),
            "made_at": {"type": "string", "format": "date-time"},
            "seconds": {"type": "number", "minimum": 0},
            "kind": {"enum": [each.value for each in Kind]},
            "kind_because": TEXT,
            "as_if": _about({"type": "boolean"}, "the level reads as if it were a project"),
            "configured_level": _about(LEVEL_OR_NULL, "null for what is not machine learning"),
            "up_to": _about(LEVEL_OR_NULL, "the configured level were every unknown met"),
            "proven_level": LEVEL_OR_NULL,
            "proven_but_for_waiting": LEVEL_OR_NULL,
            "waiting": {"type": "array", "items": TEXT},
            "index": _about({"type": ["number", "null"], "minimum": 1, "maximum": 5}, "1 + the sum of the shares"),
            "shares": _about({"type": "object", "additionalProperties": SHARE}, "by level, 2 to 5"),
            "coverage": _about(SHARE, "share of the gating practices with a verdict other than unknown"),
            "target": LEVEL,
            "target_reason": TEXT_OR_NULL,
            "profile": _profile(),
            "hollow": _list("hollow"),
            "practices": _list("practice"),
            "notes": _list("note"),
        },
        later={"unread": _list("unread")},
    )


def _repository() -> Schema:
    return _object({"schema_version": TEXT, "rung_version": TEXT, "ladder_version": TEXT, "projects": _list("project")})


def _profile() -> Schema:
    row: Schema = {"type": "object", "additionalProperties": {"type": ["number", "null"], "minimum": 0, "maximum": 1}}
    names: Schema = {"enum": [each.value for each in Capability]}
    return {"type": "object", "propertyNames": names, "additionalProperties": row}


def _practice() -> Schema:
    verdicts = [each.value for each in Verdict]
    strengths: Schema = {"enum": [each.label for each in Strength]}
    return _object(
        {
            "id": TEXT,
            "capability": {"enum": [each.value for each in Capability]},
            "level": LEVEL,
            "gating": _about({"type": "boolean"}, "false: advice that no level depends on"),
            "statement": TEXT,
            "verdict": {"enum": verdicts},
            "underlying": _about({"enum": [*verdicts, None]}, "the verdict below a waiver"),
            "holds": _about({"type": "boolean"}, "met, and the strength reaches min_strength"),
            "strength": strengths,
            "min_strength": strengths,
            "because": TEXT,
            "places": _list("place"),
            "age_days": {"type": ["integer", "null"], "minimum": 0},
            "remedy": TEXT,
            "waiver": {"oneOf": [{"$ref": "#/$defs/waiver"}, {"type": "null"}]},
        }
    )


def _place() -> Schema:
    line: Schema = {"type": "integer", "minimum": 1}
    return _object({"path": TEXT, "line": line, "note": TEXT, "commit": TEXT_OR_NULL, "url": TEXT_OR_NULL})


def _object(properties: Schema, later: Schema | None = None) -> Schema:
    """Every key that is printed is always there; a reader must bear keys that come later.

    `later`: keys that were added after the first version, which its documents lack.
    """
    return {"type": "object", "properties": {**properties, **(later or {})}, "required": list(properties)}


def _list(name: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _about(of: Schema, description: str) -> Schema:
    return {**of, "description": description}
