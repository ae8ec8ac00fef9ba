"""Loads a specimen folder as a tree, with the history that `specimen.toml` describes."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rung.assess.clock import Clock
from rung.assess.tree import Person, RawCommit, RawHistory, RawTag
from rung.assess.tree.memory import MemoryTree

ROOT = Path(__file__).parent / "specimens"
NOW = date(2026, 11, 1)
DESCRIPTION = "specimen.toml"


def load(folder: Path) -> tuple[MemoryTree, Clock]:
    """The tree and the clock of one specimen."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != DESCRIPTION
    }
    described = folder / DESCRIPTION
    about: dict[str, Any] = tomllib.loads(described.read_text()) if described.exists() else {}
    tree = MemoryTree(
        files,
        history=_history(about) if "commit" in about else None,
        commit="c" * 40 if "commit" in about else None,
        remote=about.get("remote"),
        shallow=about.get("shallow", False),
    )
    return tree, Clock(_moment(about.get("now", NOW)))


def _history(about: dict[str, Any]) -> RawHistory:
    commits: list[RawCommit] = []
    trunk: tuple[str, ...] = ()
    for number, each in enumerate(about["commit"]):
        name = f"{number:040x}"
        parents = trunk
        if "merges" in each:
            side = f"{number:039x}s"
            commits.append(_commit(side, trunk, each["merges"], each, "Work on a branch"))
            parents = (*trunk, side)
        commits.append(_commit(name, parents, each["by"], each, each.get("says", "Change something small")))
        trunk = (name,)
    trunk_ids = [commit.id for commit in commits if not commit.id.endswith("s")]
    tags = [_tag(each, trunk_ids) for each in about.get("tags", [])]
    return RawHistory(tuple(reversed(commits)), tuple(tags), False, about.get("shallow", False), "")


def _commit(name: str, parents: tuple[str, ...], by: str, about: dict[str, Any], says: str) -> RawCommit:
    when = int(_moment(about["on"]).timestamp())
    person = _person(by)
    committer = _person(about.get("committed_by", by))
    trailers = tuple((key.lower(), value) for key, value in about.get("trailers", {}).items())
    return RawCommit(name, parents, person, when, 0, committer, when, says, trailers)


def _tag(about: dict[str, Any], commits: list[str]) -> RawTag:
    when = int(_moment(about["on"]).timestamp())
    tagger = _person(about["by"]) if "by" in about else None
    return RawTag(about["name"], commits[about.get("commit", -1)], when, tagger is not None, tagger)


def _person(text: str) -> Person:
    name, _, rest = text.partition(" <")
    return Person(name, rest.rstrip(">"))


def _moment(day: date | datetime) -> datetime:
    if isinstance(day, datetime):
        return day if day.tzinfo else day.replace(tzinfo=UTC)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
