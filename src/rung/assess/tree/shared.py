"""A project's tree with the files that it calls from other repositories of the organisation.

A lent file is seen under the name by which it is called, `owner/name@ref:path`; no file of a repository can have it
at a place where anybody looks for definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from posixpath import normpath

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.regex import regex
from rung.assess.tree.base import MAX_TEXT, Tree
from rung.assess.tree.commits import RawHistory
from rung.assess.tree.forge import permalink
from rung.domain import Place

_LENT = regex(r"^([\w.-]+(?:/[\w.-]+)+)@([^:@\s]+):(.+)$")
_GITHUB = regex(r"^([\w.-]+/[\w.-]+)(?:/([^@\s]+))?@(\S+)$")


class Lent(Struct, frozen=True):
    """A file of another repository."""

    repository: str
    """As callers write it: `acme/workflows`."""
    ref: str
    """Branch, tag or commit; `HEAD` where the caller names none."""
    path: str

    @property
    def name(self) -> str:
        """Under which it is seen."""
        return f"{self.repository}@{self.ref}:{self.path}"

    def beside(self, path: str) -> Lent:
        """A file of the same repository, its path as seen from the root."""
        return replace(self, path=normpath(path.lstrip("/")))


def lent(path: str) -> Lent | None:
    """What a path of the tree stands for; `None` for the project's own files."""
    found = _LENT.match(path) if "@" in path else None
    return Lent(found[1], found[2], found[3]) if found else None


def called_from_github(reference: str, caller: str) -> Lent | None:
    """What `uses:` names outside of the project: `owner/name/path@ref`, or `./path` in a lent workflow."""
    if reference.startswith("./"):
        home = lent(caller)
        return home.beside(reference[2:]) if home else None
    found = _GITHUB.match(reference)
    return Lent(found[1], found[3], found[2] or "") if found else None


class SharedTree(Tree):
    """Wraps a tree; the project's own files come first, and git knows only of them."""

    def __init__(self, own: Tree, files: Mapping[Lent, Tree]) -> None:
        """`files`: what is lent, and the tree of its repository at that ref."""
        self._own = own
        self._lent = {each.name: (tree, each.path) for each, tree in files.items()}
        self.commit = own.commit
        self.notes = [*own.notes, *_notes(files)]
        self.damaged = own.damaged
        self.prefix = own.prefix
        self.home = own.home
        self.shallow = own.shallow
        self.unlisted = own.unlisted
        self.remote = own.remote
        self.shelf = own.shelf
        entries = {each.name: replace(tree.entries[each.path], path=each.name) for each, tree in files.items()}
        self.entries = {**own.entries, **dict(sorted(entries.items()))}

    def __contains__(self, path: object) -> bool:
        return path in self._lent or path in self._own

    def read(self, path: str, limit: int = MAX_TEXT) -> bytes | None:
        """The content, from whichever repository holds it."""
        tree, inner = self._lent.get(path, (self._own, path))
        return tree.read(inner, limit)

    def history(self) -> RawHistory | None:
        """The project's own."""
        return self._own.history()

    def last_changed(self, paths: Iterable[str], limit: int = 2_000) -> dict[str, datetime]:
        """When each path of the project last changed; of lent files it is not known."""
        return self._own.last_changed([path for path in paths if path not in self._lent], limit)

    def origin(self, place: Place) -> Place:
        """As of the tree below."""
        return place if place.path in self._lent else self._own.origin(place)


def lent_link(base: str, path: str, line: int) -> str | None:
    """Address of a line of a lent file on the same forge as `base`; `None` for the project's own files."""
    found = lent(path)
    if found is None:
        return None
    host = "/".join(base.split("/")[:3])
    return permalink(f"{host}/{found.repository}", found.ref, found.path, line)


def _notes(files: Iterable[Lent]) -> Iterable[str]:
    by_repository: dict[str, list[str]] = {}
    for each in files:
        by_repository.setdefault(f"{each.repository}@{each.ref}", []).append(each.path)
    for repository, paths in sorted(by_repository.items()):
        yield f"called from {repository} and read there: {', '.join(sorted(paths))}"
