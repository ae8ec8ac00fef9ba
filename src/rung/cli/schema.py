"""`rung schema`: the published schemas."""

from __future__ import annotations

from typing import Annotated

import typer

from rung.errors import UsageError


def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", help="assessment, manifest or records.")],
) -> None:
    """Print the schema of the JSON output, of rung.yaml, or of a line of records."""
    import json

    from rung.cli.output import emit

    if name == "assessment":
        from rung.assess.formats.json import schema as published

        document = published()
    elif name == "manifest":
        from rung.project.schema import json_schema

        document = json_schema()
    elif name == "records":
        from rung.assess.records.schema import json_schema as of_records

        document = of_records()
    else:
        raise UsageError(f"there is no schema {name}", fix="one of: assessment, manifest, records")
    emit(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
