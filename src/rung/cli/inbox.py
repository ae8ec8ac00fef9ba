"""`rung inbox`: what waits for a person."""

from __future__ import annotations

from pathlib import Path

from rung.cli.options import AsJson, Folder


def inbox(*, as_json: AsJson = False, folder: Folder = Path()) -> None:
    """List what waits for a decision: what would change, who may decide, until when, and the commands."""
    from rung.cli.output import emit
    from rung.cli.release_printing import inbox_json, inbox_text
    from rung.workspace.loop import Loop
    from rung.workspace.releases import Releases

    with Loop.of(folder) as loop:
        questions = Releases(loop).inbox()
    emit(inbox_json(questions) if as_json else inbox_text(questions))
