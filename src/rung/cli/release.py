"""`rung release`: let a version answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import AsJson, Folder, Place
from rung.errors import WaitsError


def release(
    name: Annotated[str, typer.Argument(metavar="MODEL@V", help="flights@7, flights@challenger, or flights.")],
    *,
    to: Annotated[Place, typer.Option("--to", help="Where it is to answer.")],
    reason: Annotated[str, typer.Option("--reason", "-m", metavar="TEXT", help="Why, for the record.")] = "",
    ask_again: Annotated[bool, typer.Option("--ask-again", help="Although somebody has rejected it.")] = False,
    as_json: AsJson = False,
    folder: Folder = Path(),
) -> None:
    """Release a version of a model to staging or production.

    It is tried in a clean process first. Where rung.yaml asks for a person's yes (release.approve), the first call
    asks and leaves with exit code 4; after the yes, the same call releases it. Done again, nothing happens.
    """
    from rung.cli.output import emit
    from rung.cli.release_printing import outcome_json, outcome_text
    from rung.cli.untold import say_untold
    from rung.domain.release import Environment
    from rung.workspace.loop import Loop
    from rung.workspace.releases import Releases

    with Loop.of(folder) as loop:
        releases = Releases(loop)
        outcome = releases.release(name, Environment(to), reason=reason, ask_again=ask_again)
        question = releases.question(outcome.approval) if outcome.waits and outcome.approval else None
        if not outcome.waits and outcome.fresh:
            say_untold(releases.tell())
    emit(outcome_json(outcome, question) if as_json else outcome_text(outcome, question))
    if outcome.waits:
        raise typer.Exit(WaitsError.exit_code)
