"""One project of a monorepo: the whole tree without the other projects' files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from rung.assess.tree.base import MAX_TEXT, Tree
from rung.assess.tree.commits import RawHistory
from rung.domain import Place

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
        self.prefix = whole.prefix
        self.shallow = whole.shallow
        self.unlisted = whole.unlisted
        self.remote = whole.remote
        self.shelf = whole.shelf
        below = tuple(f"{other}/" for other in others if not home.startswith(f"{other}/"))
        if home:
            below += tuple(f"{folder}/" for folder in _code_folders(whole) if not f"{home}/".startswith(f"{folder}/"))
        own = re.compile(rf"\b{re.escape(home)}\b") if home else None
        foreign = re.compile("|".join(rf"\b{re.escape(other)}\b" for other in others)) if others else None
        self.entries = {
            path: entry
            for path, entry in whole.entries.items()
            if not path.startswith(below) and not (_SHARED.search(path) and self._is_foreign(path, own, foreign))
        }

    def _is_foreign(self, path: str, own: re.Pattern[str] | None, foreign: re.Pattern[str] | None) -> bool:
        if own is None or foreign is None:
            return False
        text = f"{path}\n{self._whole.text(path) or ''}"
        return bool(foreign.search(text)) and not own.search(text)

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


def _code_folders(tree: Tree) -> set[str]:
    """Folders of the root that hold code."""
    return {path.partition("/")[0] for path in tree.entries if "/" in path and path.endswith((".py", ".ipynb", ".R"))}
