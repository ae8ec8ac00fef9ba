"""What SARIF 2.1.0 and GitHub's code scanning allow of the part that Rung writes, in our own words, and nothing else.

Written from the standard (OASIS SARIF 2.1.0, sections 3.13 to 3.51) and from GitHub's page of supported properties:
closed objects, required keys, no empty text where a text is required, and its limits.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def closed(required: Schema, **optional: Any) -> Schema:
    properties = {**required, **optional}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def text(longest: int = 100_000) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def many(of: Schema, least: int = 0, most: int = 25_000) -> Schema:
    return {"type": "array", "items": of, "minItems": least, "maxItems": most}


LINE: Schema = {"type": "integer", "minimum": 1}
URI: Schema = {"type": "string", "pattern": r"^(?!/)(?:[A-Za-z0-9._~/!$&'()*+,;=@-]|%[0-9A-F]{2})+$"}
MESSAGE = closed({"text": text()})
LEVEL: Schema = {"enum": ["note", "warning", "error"]}
BAG: Schema = {"type": "object", "properties": {"tags": {"type": "array", "maxItems": 10, "uniqueItems": True}}}
REGION = closed({"startLine": LINE, "startColumn": LINE, "endLine": LINE, "endColumn": LINE})
PHYSICAL = closed({"artifactLocation": closed({"uri": URI, "uriBaseId": text()}), "region": REGION})
LOCATION = closed({"physicalLocation": PHYSICAL}, message=MESSAGE)
RELATED = closed({"id": {"type": "integer", "minimum": 0}, "physicalLocation": PHYSICAL}, message=MESSAGE)
RULE = closed(
    {
        "id": text(),
        "shortDescription": closed({"text": text(1024)}),
        "fullDescription": closed({"text": text(1024)}),
        "help": closed({"text": text(), "markdown": text()}),
        "defaultConfiguration": closed({"level": LEVEL}),
    },
    name=text(255),
    properties={
        **BAG,
        "required": ["precision", "problem.severity"],
    },
)
RESULT = closed(
    {
        "ruleId": text(),
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": many(LOCATION, least=1, most=1),
        "partialFingerprints": {
            "type": "object",
            "required": ["primaryLocationLineHash"],
            "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]+(:[0-9]+)?$"},
        },
    },
    kind={"enum": ["fail"]},
    properties=BAG,
    relatedLocations=many(RELATED, least=1, most=100),
)
RUN = closed(
    {
        "tool": closed({"driver": closed({"name": text(), "rules": many(RULE)}, version=text(), properties=BAG)}),
        "results": many(RESULT, most=5_000),
    },
    automationDetails=closed({"id": {"type": "string", "pattern": "/$"}}),
    originalUriBaseIds={"type": "object", "additionalProperties": closed({"description": MESSAGE})},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    versionControlProvenance=many(closed({"repositoryUri": text()}, revisionId=text()), least=1),
)
LOG = closed(
    {
        "$schema": {"const": "https://json.schemastore.org/sarif-2.1.0.json"},
        "version": {"const": "2.1.0"},
        "runs": many(RUN, least=1, most=20),
    }
)
