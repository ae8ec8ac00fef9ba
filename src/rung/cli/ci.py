"""`rung ci`: everything that a change must pass, in a fresh clone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import Folder


def ci(
    *,
    rows: Annotated[int, typer.Option("--rows", min=10, metavar="N", help="Rows of the sample.")] = 2_000,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    folder: Folder = Path(),
) -> None:
    """Check a change: the gate, the contracts, the tests, and the pipeline on a small sample up to one prediction.

    Needs no data, no secrets and no workspace: where the data are not here, rows are made from their contract. All
    parts are tried, whatever the first ones say; exit code 1 when one of them fails.
    """
    from rung.cli.ci_parts import parts
    from rung.cli.output import emit

    failed = []
    for name, part in parts(folder, rows=rows, quiet=quiet):
        said, ok = part()
        emit(f"{'passed' if ok else 'FAILED'}  {name:<9}  {said}\n")
        if not ok:
            failed.append(name)
    if failed:
        raise typer.Exit(1)
