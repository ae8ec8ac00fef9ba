"""One project of a monorepo: the whole tree without the other projects' files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from rung.assess.tree.base import MAX_TEXT, Entry, Tree
from rung.assess.tree.commits import RawHistory
from rung.domain import Place

_SLASH = re.compile("/")
_SHARED = re.compile(
    r"^(?:\.github/workflows/|\.circleci/|\.azure|\.pipelines/|\.gitlab|\.buildkite/)|^[^/]*(?:azure-pipelines|gitlab-ci|cloudbuild|"
    r"jenkinsfile|docker-compose|compose|makefile|justfile|bitbucket-pipelines|buildspec)[^/]*$",
    re.IGNORECASE,
)
"""Files of the root that may speak of one project only: CI definitions, compose files, Makefiles."""


class NarrowTree(Tree):
    """What one project sees: its own folder and what all projects share; paths stay those of the repository.

    Of the folders beside it, a project sees those without code: deployment, infrastructure, documents. A shared CI
    definition that names other projects' folders and not this one's is left out: it is theirs. A path of another
    project still counts as existing (`path in tree`).
    """

    def __init__(self, whole: Tree, home: str, others: Sequence[str]) -> None:
        """`home` is the project's folder, empty for the root; `others` are the folders of the other projects."""
        self._whole = whole
        self.home = home
        self.commit = whole.commit
        self.notes = whole.notes
        self.damaged = whole.damaged
        self.prefix = whole.prefix
        self.shallow = whole.shallow
        self.unlisted = whole.unlisted
        self.remote = whole.remote
        self.shelf = whole.shelf
        hidden = {other for other in others if not home.startswith(f"{other}/")}
        if home:
            hidden |= {folder for folder in whole.code_folders if not f"{home}/".startswith(f"{folder}/")}
        projects = tuple(sorted({home, *others}))
        entries = [
            entry
            for entry in _outside(whole, hidden)
            if not (home and others and _SHARED.search(entry.path) and self._is_foreign(entry.path, projects))
        ]
        self.entries = {entry.path: entry for entry in sorted(entries, key=lambda each: each.path)}

    def _is_foreign(self, path: str, projects: tuple[str, ...]) -> bool:
        """It names projects, and not this one."""
        text = f"{path}\n{self._whole.text(path) or ''}"
        return not re.search(rf"\b{re.escape(self.home)}\b", text) and bool(_naming(projects).search(text))

    def __contains__(self, path: object) -> bool:
        return path in self._whole

    def read(self, path: str, limit: int = MAX_TEXT) -> bytes | None:
        """The content, of other projects' files too when they are asked for by path."""
        return self._whole.read(path, limit)

    def content(self, path: str) -> bytes | None:
        """The same, kept once for every project that asks."""
        return self._whole.content(path)

    def text(self, path: str) -> str | None:
        """The same as text; kept once, for every project that asks."""
        return self._whole.text(path)

    def origin(self, place: Place) -> Place:
        """As of the whole tree."""
        return self._whole.origin(place)

    def history(self) -> RawHistory | None:
        """The history of the whole repository."""
        return self._whole.history()

    def last_changed(self, paths: Iterable[str], limit: int = 2_000) -> dict[str, datetime]:
        """When each path last changed."""
        return self._whole.last_changed(paths, limit)


def _outside(whole: Tree, hidden: set[str]) -> Iterator[Entry]:
    """What lies in none of these folders; folders are asked, not files, as a monorepo has many of both."""
    out: dict[str, bool] = {"": False}
    for folder in sorted(whole.by_folder):
        for end in [*(found.start() for found in _SLASH.finditer(folder)), len(folder)]:
            here = folder[:end]
            if here not in out:
                out[here] = here in hidden or out[here.rpartition("/")[0]]
        if not out[folder]:
            yield from whole.by_folder[folder]


@lru_cache(maxsize=2)
def _naming(projects: tuple[str, ...]) -> re.Pattern[str]:
    """Names one of the projects. The same pattern serves all of them: where it is asked, the own name is not there."""
    return re.compile("|".join(rf"\b{re.escape(each)}\b" for each in projects if each))
