"""`rung records`: from exports of other systems to records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.errors import UnreadableError, UsageError

records = typer.Typer(
    name="records",
    help="Records of other systems: what CI, reviews, deployments and pipelines left behind.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@records.callback()
def root() -> None:
    """Records of other systems: what CI, reviews, deployments and pipelines left behind."""


@records.command("import")
def import_(
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help="github, gitlab or airflow.")],
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="Exports; without any, the commands that write them.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.")] = None,
) -> None:
    """Turn exports into records, one JSON object a line.

    Nothing is asked over the network: the exports are files that `gh`, `glab` or `curl` wrote.
    """
    import msgspec

    from rung.assess.records.importers.base import LARGEST, Importer, read_rows
    from rung.cli.output import emit, remark
    from rung.plugins import discover

    found = discover("rung.assess.records.importers", Importer)  # type: ignore[type-abstract]
    known = {each.name: each for each in found}
    if system not in known:
        raise UsageError(f"no exports of {system} can be read", fix=f"one of: {', '.join(sorted(known))}")
    importer = known[system]()
    if not files:
        emit("\n".join(["# write exports with:", *importer.exports, ""]))
        return
    rows = []
    for file in files:
        try:
            if file.stat().st_size > LARGEST:
                raise UsageError("larger than 500 MB", where=str(file), fix="export a shorter time")
            rows += list(read_rows(file.read_text(encoding="utf-8-sig")))
        except UnreadableError as error:
            raise UsageError(error.what, where=str(file), fix="export it again") from error
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UsageError(f"cannot be read: {reason}", where=str(file), fix="give a file of JSON") from error
    events = sorted(importer.events(rows), key=lambda each: each.at)
    encoder = msgspec.json.Encoder()
    emit("".join(encoder.encode(each).decode() + "\n" for each in events), output)
    remark(f"{len(events):,} records from {len(rows):,} entries")
