"""Repositories that projects share: what a project calls in them is read as if it were its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct

from rung.assess.ci.azure_repositories import Repositories
from rung.assess.portfolio.base import is_remote
from rung.assess.portfolio.references import aliases_of, calls
from rung.assess.regex import regex
from rung.assess.timeline.choosing import main_line
from rung.assess.tree import Tree, open_tree
from rung.assess.tree.shared import Lent, SharedTree
from rung.errors import RungError

MOST_FILES = 200
"""Lent to one project."""
DEEPEST = 10
"""Files that call each other one after the other; the forges allow fewer."""
_CALLERS = (".yml", ".yaml", ".tf")
_TERRAFORM = regex(r"^[^/]+\.tf$")


class SharedRepository(Struct, frozen=True):
    """One entry below `shared:`."""

    name: str
    """As callers write it: `acme/workflows`; empty: the end of its remote's address."""
    address: str
    problem: str = ""
    """Why nothing can be read there."""


class Lending(Struct, frozen=True):
    """A project's tree with what it calls, and what was found on the way."""

    tree: Tree
    called: tuple[str, ...] = ()
    """Names of the shared repositories it calls."""


def named(shared: SharedRepository) -> SharedRepository:
    """The same with the name by which it is called; a problem where it has none or cannot be opened."""
    if is_remote(shared.address):
        problem = f"is not on this machine: git clone {shared.address}, and list the path"
        return SharedRepository(shared.name or shared.address, shared.address, problem)
    try:
        tree = open_tree(Path(shared.address))
    except RungError as error:
        return SharedRepository(shared.name or shared.address, shared.address, str(error.what))
    name = shared.name or "/".join((tree.remote or "").split("/")[3:])
    if not name:
        return SharedRepository(shared.address, shared.address, "has no remote: give the name: that callers write")
    return SharedRepository(name, shared.address)


def lend(own: Tree, shared: Sequence[SharedRepository], day: date | None = None) -> Lending:
    """The tree with every file of a shared repository that the project calls, and what those call in turn.

    `day`: the shared repositories as they stood at its end; as they are now when not given.
    """
    known = {each.name.lower(): each for each in shared if not each.problem}
    following = _Following(known, day)
    if known:
        for path in own.entries:
            if path.endswith(_CALLERS):
                text = own.text(path) or ""
                following.follow(text, path, None, aliases_of(text))
    if not following.files and not following.notes:
        return Lending(own)
    tree = SharedTree(own, following.files)
    tree.notes += dict.fromkeys(following.notes)
    return Lending(tree, tuple(sorted({known[each.repository.lower()].name for each in following.files})))


class _Following:
    """Goes from file to file; what was met before is not read again."""

    def __init__(self, known: Mapping[str, SharedRepository], day: date | None) -> None:
        self._known = known
        self._day = day
        self.files: dict[Lent, Tree] = {}
        self.notes: list[str] = []

    def follow(
        self, text: str, path: str, home: Lent | None, aliases: Repositories, chain: tuple[Lent, ...] = ()
    ) -> None:
        """Take in what the text calls."""
        for called in calls(text, path, home, aliases):
            tree = self._tree(called)
            if tree is not None:
                for each in _files(called, tree):
                    self._take(each, tree, aliases, chain)

    def _take(self, file: Lent, tree: Tree, aliases: Repositories, chain: tuple[Lent, ...]) -> None:
        if file in chain:
            circle = " → ".join(step.name for step in (*chain[chain.index(file) :], file))
            self.notes.append(f"shared files call each other in a circle, which never runs: {circle}")
        elif file not in self.files and len(self.files) < MOST_FILES and len(chain) < DEEPEST:
            self.files[file] = tree
            self.follow(tree.text(file.path) or "", file.path, file, aliases, (*chain, file))

    def _tree(self, called: Lent) -> Tree | None:
        repository = self._known.get(called.repository.lower())
        if repository is None:
            return None
        tree, exact = _opened(repository.address, called.ref, self._day)
        if not exact:
            self.notes.append(
                f"the clone of {called.repository} that portfolio.yaml lists has no {called.ref}: "
                "its newest commit was read"
            )
        return tree


def _files(called: Lent, tree: Tree) -> Iterator[Lent]:
    """The file itself; of a folder, what an action or a Terraform module consists of."""
    if called.path in tree.entries:
        yield called
        return
    folder = f"{called.path}/" if called.path not in ("", ".") else ""
    for path in tree.entries:
        inner = path.removeprefix(folder)
        if path.startswith(folder) and (inner in ("action.yml", "action.yaml") or _TERRAFORM.match(inner)):
            yield called.beside(path)


@cache
def _opened(address: str, ref: str, day: date | None) -> tuple[Tree | None, bool]:
    """The repository at that ref, or at its newest commit; and whether it is what was asked for.

    On an earlier day a branch pointed to the last commit by then; before the first there was nothing.
    """
    for at in (ref, f"origin/{ref}"):
        try:
            return _by_then(address, open_tree(Path(address), at=at), day), True
        except RungError:
            continue
    try:
        return _by_then(address, open_tree(Path(address)), day), False
    except RungError:
        return None, False


def _by_then(address: str, tree: Tree, day: date | None) -> Tree | None:
    history = tree.history() if day else None
    if day is None or history is None:
        return tree
    older = [each for each in main_line(history, None) if each.when.date() <= day]
    return open_tree(Path(address), at=older[-1].id) if older else None
