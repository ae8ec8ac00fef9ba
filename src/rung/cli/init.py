"""`rung init`: a first `rung.yaml` for a folder that has none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import Folder


def init(
    path: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The folder of the project; here by default.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    folder: Folder = Path(),
) -> None:
    """Read a folder and write a first rung.yaml, in which every guess is marked. Nothing is run.

    Notebooks, scripts and data files are enough; git is not needed. A rung.yaml that is there is never written over.
    """
    from rung.cli.options import address_of
    from rung.cli.starting import start

    start(address_of(folder, path), dry_run=dry_run, yes=yes)
