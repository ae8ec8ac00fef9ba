"""The published JSON schema of `rung.yaml`, made from the shape that the reader uses."""

from __future__ import annotations

from typing import Any

import msgspec

from rung.project.file import ManifestFile

SCHEMA_VERSION = "1.0"
"""Rises in front of the point when a file that was valid no longer is, behind it when keys are added."""


def json_schema() -> dict[str, Any]:
    """The schema as plain values, draft 2020-12."""
    schema = msgspec.json.schema(ManifestFile)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"rung.yaml {SCHEMA_VERSION}",
        **schema,
    }
