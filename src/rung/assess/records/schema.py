"""The published JSON schema of one line of records."""

from __future__ import annotations

from typing import Any

import msgspec

from rung.domain.record import FORMAT, Record


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of one record."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:rung:records:{FORMAT}",
        "title": f"A record, format {FORMAT}",
        "description": "One line of a file of records: an event of another system, told apart by `kind`.",
        **msgspec.json.schema(Record),
    }
