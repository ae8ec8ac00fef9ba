"""Where a change begins, and of which commits it is made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pygit2
from msgspec import Struct

from rung.assess.gate.git_movements import movements_between
from rung.assess.gate.movements import Movements
from rung.assess.tree.git_backed import damaged, open_repository
from rung.assess.tree.git_history import BROKEN
from rung.assess.tree.site import existing_folder, find_site
from rung.errors import CannotMeasureError, SourceError

MOST_COMMITS = 50
"""Longer changes are named by their newest commits; the oldest of these then stands for all before it."""

SHALLOW_FIX = "git fetch --unshallow, or set fetch-depth: 0 for actions/checkout, GIT_DEPTH: 0 in GitLab"

TARGET_VARIABLES = (
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "CHANGE_TARGET",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
)
"""Where CI services say which branch a pull request goes to; empty or absent elsewhere."""


class Change(Struct, frozen=True):
    """What lies between the branch a change goes to and `HEAD`."""

    base: str
    """Full id of the merge base."""
    head: str
    commits: tuple[str, ...]
    """Full ids along the change's own line, oldest first, the last is `head`; at most `MOST_COMMITS`."""


def target_branch(environment: Mapping[str, str]) -> str | None:
    """The branch that the pull request under test goes to, as the CI service names it."""
    for name in TARGET_VARIABLES:
        if value := environment.get(name, "").strip():
            return value.removeprefix("refs/heads/")
    return None


class History:
    """The git history around an address.

    Raises
    ------
    SourceError
        There is no git repository.
    """

    def __init__(self, address: Path) -> None:
        """Open the repository that `address` lies in."""
        site = find_site(existing_folder(address))
        if site is None:
            raise SourceError("a change can only be judged in a git repository", where=str(address), fix="git init")
        self.inside = site.inside
        """Where the address lies in the repository; empty for its root."""
        self._repository = open_repository(site.opens_at)

    @property
    def shallow(self) -> bool:
        """Whether older commits are cut off."""
        return bool(self._repository.is_shallow)

    def change_from(self, base: str) -> Change:
        """The change between a revision and `HEAD`; a branch is also looked for on the remote.

        Raises
        ------
        CannotMeasureError
            The revision or the merge base is not in this copy.
        """
        head = self._commit("HEAD")
        branch = self._find(base)
        if head is None or branch is None:
            what = f"{base!r}, which the change is compared with, is not in this copy of the repository"
            raise SourceError(what, where=self._where, fix=self._fix(base))
        merge_base = self._repository.merge_base(head.id, branch.id)
        if merge_base is None:
            raise CannotMeasureError(
                f"{base} and HEAD have no common commit in this copy", where=self._where, fix=self._fix(base)
            )
        return Change(str(merge_base), str(head.id), self._line(head, merge_base))

    def title(self, commit: str) -> str:
        """First line of a commit's message."""
        found = self._commit(commit)
        return found.message.strip().partition("\n")[0][:60] if found else ""

    def read(self, commit: str, file: Path) -> str | None:
        """The text at a commit of a file of the working copy; `None` when it is not there."""
        found = self._commit(commit)
        try:
            path = file.resolve().relative_to(Path(self._repository.workdir or "").resolve()).as_posix()
            entry = found.tree[path] if found else None
        except BROKEN:
            return None
        return entry.data.decode("utf-8", "replace") if isinstance(entry, pygit2.Blob) else None

    def movements(self, base: str, head: str) -> Movements:
        """Which files lay where at two commits.

        Raises
        ------
        CannotMeasureError
            The objects of one are not in this copy.
        """
        old, new = self._commit(base), self._commit(head)
        if old is None or new is None:
            raise damaged(self._where, KeyError(base if old is None else head))
        try:
            return movements_between(old, new)
        except BROKEN as error:
            raise damaged(self._where, error) from error

    def holds(self, commit: str, folder: str) -> bool:
        """Whether that folder of the repository is there at a commit."""
        found = self._commit(commit)
        try:
            return found is not None and (not folder or isinstance(found.tree[folder], pygit2.Tree))
        except BROKEN:
            return False

    @property
    def root(self) -> Path:
        """The folder of the repository."""
        return Path(self._where)

    @property
    def _where(self) -> str:
        return str(self._repository.workdir or self._repository.path)

    def _fix(self, base: str) -> str:
        return SHALLOW_FIX if self.shallow else f"git fetch origin {base.removeprefix('origin/')}"

    def _find(self, name: str) -> pygit2.Commit | None:
        # In a CI checkout the local branch is missing or stale; the remote one is what the change goes to. Branches
        # come before tags: a tag of the same name, which anybody may push, must not stand in for the target.
        for each in (f"refs/remotes/origin/{name}", f"refs/remotes/{name}", f"refs/heads/{name}", name):
            if found := self._commit(each):
                return found
        return None

    def _commit(self, name: str) -> pygit2.Commit | None:
        try:
            return self._repository.revparse_single(name).peel(pygit2.Commit)
        except BROKEN:
            return None

    def _line(self, head: pygit2.Commit, base: pygit2.Oid) -> tuple[str, ...]:
        """First parents from `HEAD` to the base; through a CI's own merge commit, along the change's side."""
        inside = {each.id for each in self._between(head, base)}
        line: list[str] = []
        commit: pygit2.Commit | None = head
        while commit is not None and commit.id in inside and len(line) < MOST_COMMITS:
            line.append(str(commit.id))
            commit = next((each for each in commit.parents if each.id in inside), None)
        return tuple(reversed(line))

    def _between(self, head: pygit2.Commit, base: pygit2.Oid) -> list[pygit2.Commit]:
        walker = self._repository.walk(head.id)
        walker.hide(base)
        return list(walker)
