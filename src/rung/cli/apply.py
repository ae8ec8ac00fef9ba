"""`rung apply`: write what would take a project a step further."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import Folder, NoColour


def apply(
    practice: Annotated[
        str, typer.Argument(metavar="PRACTICE", help="Its id, as rung plan names it; or ci, for jobs that call Rung.")
    ],
    *,
    assess: Annotated[
        bool, typer.Option("--assess", help="ci: measure weekly, guard pull requests, keep the badge; for GitHub.")
    ] = False,
    github: Annotated[
        bool, typer.Option("--github", help="ci: check pull requests, train on merges, release; for GitHub.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    folder: Folder = Path(),
    no_colour: NoColour = False,
) -> None:
    """Show a change that would take the project a step further, ask, write it, and measure again.

    A file that a person wrote or changed is never written over: lines are added to it, or it is left alone. What
    only a person knows is left open as `[add: …]`, and is no evidence until somebody fills it in.
    """
    from rung.cli.applying import carry_out, chosen
    from rung.cli.output import view

    fix = chosen(practice, folder, assess=assess, github=github)
    carry_out(fix, practice, dry_run=dry_run, yes=yes, style=view(no_colour=no_colour).style)
