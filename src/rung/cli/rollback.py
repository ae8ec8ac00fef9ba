"""`rung rollback`: let the version before answer again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import AsJson, Folder, Place


def rollback(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="As rung.yaml calls it: flights.")],
    *,
    environment: Annotated[Place, typer.Option("--in", help="Where.")] = "production",
    to: Annotated[
        int | None, typer.Option("--to", metavar="VERSION", help="An earlier one; the one before by default.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", "-m", metavar="TEXT", help="Why, for the record.")] = "",
    as_json: AsJson = False,
    folder: Folder = Path(),
) -> None:
    """Roll back to the version that answered before: at once, alone, without a question.

    Its files are read first; one that is damaged is passed over. Done again, nothing happens: whoever wants a still
    earlier version names it with --to.
    """
    from rung.cli.output import emit
    from rung.cli.release_printing import rolled_back_json, rolled_back_text
    from rung.cli.untold import say_untold
    from rung.domain.release import Environment
    from rung.workspace.loop import Loop
    from rung.workspace.releases import Releases

    with Loop.of(folder) as loop:
        releases = Releases(loop)
        done = releases.roll_back(model, Environment(environment), to=to, reason=reason)
        if done.fresh:
            say_untold(releases.tell())
    emit(rolled_back_json(done) if as_json else rolled_back_text(done))
