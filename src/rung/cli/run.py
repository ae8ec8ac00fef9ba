"""`rung run`: from the data of today to a registered model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import Folder


def run(
    *,
    step: Annotated[
        list[str] | None, typer.Option("--step", "-s", metavar="STEP", help="Only this one and what it needs.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Run steps though nothing has changed.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would run, and why.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, metavar="N", help="Steps at the same time; the cores by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The record of the run as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    folder: Folder = Path(),
) -> None:
    """Run the pipeline of rung.yaml: data, contracts, steps, gates, registry.

    Steps of which nothing has changed are skipped, and their results used. A broken contract, a failing step or a gate
    that says no end the run, and no model is registered; exit code 1.
    """
    from rung.cli.output import emit
    from rung.cli.run_printing import done_json, done_text, hearing, plan_text, traceback_of
    from rung.errors import StepError
    from rung.workspace.asking import Asked
    from rung.workspace.loop import Loop
    from rung.workspace.runs import Runs

    asked = Asked(only=step or (), force=force, workers=workers)
    with Loop.of(folder) as loop:
        runs = Runs(loop)
        if dry_run:
            emit(plan_text(runs.plan(asked, hearing(quiet=quiet))))
            return
        try:
            done = runs.run(asked, hearing(quiet=quiet))
        except StepError as error:
            traceback_of(error, quiet=quiet)
            raise
        emit(done_json(done) if as_json else done_text(done))
