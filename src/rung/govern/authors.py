"""Whose change a version is: who asked, who started the run, and whoever wrote the commits. None of them may decide."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from rung.domain.model_version import ModelVersion

_MOST = 10_000
"""Commits that are looked at between two versions."""
_FORMAT = "--format=%an <%ae>%n%cn <%ce>%n%(trailers:key=Co-authored-by,valueonly)"
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_SERVERS = ("noreply@github.com",)
"""Committers that are no person: what the web page of a server merged."""


def authors_of(version: ModelVersion, before: ModelVersion | None, root: Path, asked_by: str) -> tuple[str, ...]:
    """Names of everybody whose change it is.

    Commits count from the one of the version that answers now up to its own; without such a one its own commit counts.
    Where git cannot say, whoever asked and whoever started the run still count.
    """
    people = [asked_by, version.by]
    people += commit_authors(root, version.commit, before.commit if before else None)
    return tuple(dict.fromkeys(each for each in people if each))


def commit_authors(root: Path, commit: str | None, since: str | None) -> list[str]:
    """Authors, committers and co-authors, as git writes them; nothing where git does not know the commit."""
    if commit is None or not _COMMIT.fullmatch(commit):
        return []
    asked = None
    if since is not None and since != commit and _COMMIT.fullmatch(since):
        asked = _git(root, "log", f"--max-count={_MOST}", _FORMAT, f"{since}..{commit}")
    if not asked:
        asked = _git(root, "log", "--max-count=1", _FORMAT, commit)
    lines = dict.fromkeys(each.strip() for each in (asked or "").splitlines())
    return [each for each in lines if each and not any(server in each for server in _SERVERS)]


def is_one_of(name: str, people: Iterable[str]) -> bool:
    """Whether a name may be that of one of the people: by name, by address, or by what stands before the @.

    Rather too often than too seldom: who shares a name with an author asks somebody else.
    """
    mine = _names(name)
    return any(mine & _names(each) for each in people)


def _names(person: str) -> set[str]:
    name, _, address = person.partition("<")
    parts = [name, address.rstrip("> ")]
    names = {each.casefold().strip() for each in parts if each.strip()}
    return names | {each.partition("@")[0].rpartition("+")[2] for each in names if "@" in each}


def _git(root: Path, *words: str) -> str | None:
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, env=environment, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
