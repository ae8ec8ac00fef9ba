"""`rung registry card`: the card of a version."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import AsJson, Folder, within


def card(
    name: Annotated[str, typer.Argument(metavar="MODEL", help="flights@7, flights@champion, or flights.")],
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.")] = None,
    as_json: AsJson = False,
    folder: Folder = Path(),
) -> None:
    """Print the model card: what the records know, and what people wrote in MODEL_CARD.md."""
    from rung.cli.output import emit
    from rung.workspace.cards import card as made
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        found = made(loop, name)
    emit(found.json if as_json else found.markdown, within(folder, output))
