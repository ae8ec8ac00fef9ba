"""Words of the Open Data Contract Standard 3.2.0: https://bitol-io.github.io/open-data-contract-standard/latest/.

A key that the standard does not have is most often a promise that would silently not be checked.
"""

from __future__ import annotations

API_VERSION = "v3.2.0"
KNOWN_VERSIONS = ("v3.2.0", "v3.1.0", "v3.0.2", "v3.0.1", "v3.0.0")
KIND = "DataContract"
REQUIRED = ("version", "apiVersion", "kind", "id")
ENGINE = "rung"
"""How rules that only Rung knows are marked: `type: custom`, `engine: rung`."""

CONTRACT_KEYS = frozenset({
    "version", "kind", "apiVersion", "id", "name", "tenant", "tags", "status", "servers", "dataProduct", "description",
    "domain", "context", "schema", "support", "price", "team", "roles", "slaDefaultElement", "slaProperties",
    "authoritativeDefinitions", "customProperties", "contractCreatedTs",
})  # fmt: skip
_ELEMENT_KEYS = frozenset({
    "id", "name", "physicalType", "physicalName", "description", "businessName", "synonyms", "authoritativeDefinitions",
    "tags", "customProperties", "relationships", "quality", "context", "logicalType",
})  # fmt: skip
TABLE_KEYS = _ELEMENT_KEYS | {"dataGranularityDescription", "properties"}
COLUMN_KEYS = _ELEMENT_KEYS | {
    "primaryKey", "primaryKeyPosition", "logicalTypeOptions", "required", "unique", "semanticType", "partitioned",
    "partitionKeyPosition", "classification", "encryptedName", "transformSourceObjects", "transformLogic",
    "transformDescription", "examples", "enum", "criticalDataElement", "properties", "items", "map",
}  # fmt: skip
OPERATORS = (
    "mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo", "mustBeLessThan", "mustBeLessOrEqualTo",
    "mustBeBetween", "mustNotBeBetween",
)  # fmt: skip
QUALITY_KEYS = frozenset({
    "id", "authoritativeDefinitions", "businessImpact", "customProperties", "description", "dimension", "method",
    "name", "schedule", "scheduler", "severity", "tags", "type", "unit", "metric", "rule", "arguments", "query",
    "engine", "implementation", *OPERATORS,
})  # fmt: skip
SLA_KEYS = frozenset({
    "id", "property", "value", "valueExt", "unit", "element", "driver", "description", "scheduler", "schedule",
})  # fmt: skip

LOGICAL_TYPES = (
    "string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean", "map",
)  # fmt: skip
_BETWEEN = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
OPTIONS = {
    "string": frozenset({"minLength", "maxLength", "pattern", "format"}),
    "integer": _BETWEEN | {"multipleOf", "format"},
    "number": _BETWEEN | {"multipleOf", "format"},
    "date": _BETWEEN | {"format"},
    "timestamp": _BETWEEN | {"format", "timezone", "defaultTimezone"},
    "time": _BETWEEN | {"format", "timezone", "defaultTimezone"},
    "array": frozenset({"maxItems", "minItems", "uniqueItems"}),
    "object": frozenset({"maxProperties", "minProperties", "required"}),
}
"""Options by logical type."""
NOT_CHECKED = frozenset({"multipleOf", "uniqueItems", "maxProperties", "minProperties"})
"""Options that promise something nobody checks here; a report says so."""

QUALITY_TYPES = ("library", "text", "sql", "custom")
METRICS = ("nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount")
