"""Looks back over the history of a repository, with what earlier looks have kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import rung
from rung.assess.ladder import LADDER_VERSION
from rung.assess.parse.shelf import MOST_BYTES
from rung.assess.timeline.base import Timeline
from rung.assess.timeline.choosing import PERIODS, main_line
from rung.assess.timeline.keeping import fingerprint, key_of, read_kept, write_kept
from rung.assess.timeline.measuring import CommitMeasuring
from rung.assess.timeline.tracing import trace
from rung.assess.timeline.workers import Crew
from rung.assess.tree import open_tree
from rung.errors import SourceError, UsageError


def look_back(
    address: Path, *, since: date | None, every: str, workers: int, tell: Callable[[int, int], None]
) -> Timeline:
    """As `Workspace.history` says."""
    if every not in PERIODS:
        raise UsageError(f"{every} is no period", where="--every", fix=f"one of: {', '.join(PERIODS)}")
    tree = open_tree(address)
    history = tree.history()
    if history is None or not history.commits:
        raise SourceError("there is no history to look back on", where=str(address), fix="git init, and commit")
    line = main_line(history, since)
    if not line:
        raise SourceError(f"there is no commit since {since}", where=str(address), fix="give an earlier day")
    name = (tree.prefix or (tree.remote or "")).rpartition("/")[2] or address.resolve().name.removesuffix(".git")
    place = key_of([str(address.resolve()), tree.prefix])
    kept = read_kept(place)
    version = f"{rung.__version__}:{LADDER_VERSION}:{fingerprint(Path(rung.__file__).parent)}"
    kept.points = {key: point for key, point in kept.points.items() if key.startswith(version)}
    crew = Crew(CommitMeasuring(address, name), kept, lambda each: f"{version}:{each.id}", workers, tell)
    timeline = trace(name, line, every, crew.measure, shallow=history.shallow)
    if crew.added:
        if sum(map(len, kept.modules.values())) > MOST_BYTES:
            kept.modules = {}
        write_kept(place, kept)
    return timeline
