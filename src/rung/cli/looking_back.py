"""`rung assess --history`: the level along the commits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rung.assess.timeline import Timeline


def look_back(
    address: Path,
    *,
    since: str | None,
    every: str | None,
    as_json: bool,
    no_colour: bool,
    output: Path | None,
    quiet: bool,
) -> None:
    """Measure the history and print it."""
    from rung.assess.timeline.drawing import timeline_json, timeline_lines
    from rung.cli.output import emit, view

    timeline = timeline_of(address, since, every, quiet=quiet or as_json)
    if as_json:
        emit(json.dumps(timeline_json(timeline), ensure_ascii=False, indent=2) + "\n", output)
        return
    how = view(no_colour=no_colour, plain=output is not None)
    emit(how.style.finish(timeline_lines(timeline, how.style, how.width)), output)


def timeline_of(address: Path, since: str | None, every: str | None, *, quiet: bool) -> Timeline:
    """Measure the history of the repository at an address."""
    from rung.assess.timeline.workers import processors
    from rung.cli.days import past_day
    from rung.cli.progress import counting, silent
    from rung.workspace import Workspace

    first = None if since is None else past_day(since, "--since")
    return Workspace().history(
        address,
        since=first,
        every=every or "month",
        workers=processors(),
        tell=silent if quiet else counting("measuring commit"),
    )
