"""`rung reproduce`: make a model again from what is recorded of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import Folder


def reproduce(
    model: Annotated[
        str, typer.Argument(metavar="MODEL@V", help="flights@7, flights@champion, or the newest of flights.")
    ],
    *,
    tolerance: Annotated[
        float, typer.Option("--tolerance", min=0.0, metavar="N", help="Largest difference that counts as the same.")
    ] = 1e-6,
    environment: Annotated[
        Path | None, typer.Option("--environment", metavar="DIR", help="Run in this environment, whatever it holds.")
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the recorded environment from the package index.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    folder: Folder = Path(),
) -> None:
    """Make a model again: recorded commit, data and environment, in a clean copy; then compare.

    Metrics and predictions on the holdout must be the same within the tolerance. The attempt is recorded, whatever
    comes of it; exit code 1 when the model is another one or cannot be made.
    """
    from rung.cli.combinations import refuse
    from rung.cli.options import within
    from rung.cli.output import emit
    from rung.cli.reproduce_printing import reproduced_text
    from rung.cli.run_printing import hearing
    from rung.workspace.loop import Loop
    from rung.workspace.model_versions import Models
    from rung.workspace.reproducing import Reproducing, Wanted

    if rebuild and environment is not None:
        refuse(["--rebuild"], "--environment", "leave one of them out")
    hear = hearing(quiet=quiet)
    with Loop.of(folder) as loop:
        version = Models(loop).find(model).version
        wanted = Wanted(tolerance=tolerance, environment=within(folder, environment), rebuild=rebuild)
        done = Reproducing(loop, version, wanted, hear.steps, hear.says).carry_out()
        emit(reproduced_text(done))
    if not done.ok:
        raise typer.Exit(1)
