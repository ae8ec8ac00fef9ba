"""`rung apply`: write what would take a project a step further."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import Folder, NoColour
from rung.errors import UsageError


def apply(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="ci: jobs that call Rung.")],
    *,
    assess: Annotated[
        bool, typer.Option("--assess", help="Measure weekly, guard pull requests, keep the badge; for GitHub.")
    ] = False,
    github: Annotated[
        bool, typer.Option("--github", help="Check changes, train on merges and new data, release; for GitHub.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    folder: Folder = Path(),
    no_colour: NoColour = False,
) -> None:
    """Show a change that would take the project a step further, ask, write it, and measure again.

    A file that a person wrote or changed is never written over.
    """
    from rung.cli.applying import carry_out
    from rung.cli.output import view
    from rung.plan.fixes.assess_in_ci import AssessInCi
    from rung.plan.fixes.pipeline_in_ci import PipelineInCi

    if what != "ci":
        raise UsageError(
            f"nothing can be written for {what}", where="WHAT", fix="rung apply ci --assess; rung plan names the rest"
        )
    if assess == github:
        raise UsageError("say which jobs, one kind at a time", where="WHAT", fix="rung apply ci --assess, or --github")
    carry_out(
        AssessInCi() if assess else PipelineInCi(),
        folder,
        dry_run=dry_run,
        yes=yes,
        style=view(no_colour=no_colour).style,
    )
