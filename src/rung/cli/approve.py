"""`rung approve`: say yes to a release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import AsJson, Folder


def approve(
    id: Annotated[str, typer.Argument(metavar="ID", help="Its first characters, as rung inbox shows it.")],
    *,
    reason: Annotated[str, typer.Option("--reason", "-m", metavar="TEXT", help="Why; it is kept with the decision.")],
    as_json: AsJson = False,
    folder: Folder = Path(),
) -> None:
    """Approve a release. Nobody approves their own change, except with release.solo and after its delay."""
    from rung.cli.output import emit
    from rung.cli.release_printing import decided_json, decided_text
    from rung.workspace.loop import Loop
    from rung.workspace.releases import Releases

    with Loop.of(folder) as loop:
        decided = Releases(loop).approve(id, reason)
    emit(decided_json(decided) if as_json else decided_text(decided))
