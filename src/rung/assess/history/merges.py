"""Who took over whose work: what merges and squashed pull requests show of reviews."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from rung.assess.history.moments import moment
from rung.assess.history.people import People, is_bot
from rung.assess.regex import regex
from rung.assess.tree.commits import RawCommit, RawHistory

SYNC = regex(
    r"^Merge (?:remote-tracking )?branch(?:es)? .* of \S+|^Merge remote-tracking branch '?(?:origin|upstream)/"
    r"|^Merge branch '(?:main|master|develop|dev|trunk)'(?: into \S+)?$"
)
"""Somebody brought their own copy up to date; nobody's change was taken over."""
SQUASHED = regex(r"\(#\d+\)\s*$")
SQUASHED_ELSEWHERE = regex(r"^Merged PR \d+: |\(pull request #\d+\)\s*$|\(!\d+\)\s*$")
FORGE = frozenset({"noreply@github.com"})
MOST_STEPS = 20
"""Merge commits to step over in search of the work that was merged."""


class Merge(Struct, frozen=True):
    """A branch that was taken over with a merge commit."""

    author: str
    """Who made the newest commit of the merged work."""
    merged_by: str
    when: datetime
    sha: str

    @property
    def by_other(self) -> bool:
        """Merged by somebody who did not write it."""
        return self.author != self.merged_by


class Merging(Struct, frozen=True):
    """How changes reach the main line, as far as git shows."""

    merges: tuple[Merge, ...]
    """Newest first; without those that only bring a copy up to date, and without the work of bots."""
    squashed: tuple[str, ...]
    """Commits that a forge made from one pull request; whether somebody reviewed it is held by the forge."""
    direct: tuple[str, ...]
    """Commits of people that stand on the main line without a merge or a pull request."""
    mainline: int
    """Commits of people on the main line, merges included."""


def read_merges(history: RawHistory, people: People) -> Merging:
    """Follow first parents from the newest commit, and look at what each merge brought in."""
    by_id = {commit.id: commit for commit in history.commits}
    merges: list[Merge] = []
    squashed: list[str] = []
    direct: list[str] = []
    mainline = 0
    commit = history.commits[0] if history.commits else None
    while commit is not None:
        if not is_bot(commit.author):
            mainline += 1
            if len(commit.parents) > 1:
                merges += _merge(commit, by_id, people)
            elif _is_squashed(commit):
                squashed.append(commit.id)
            else:
                direct.append(commit.id)
        commit = by_id.get(commit.parents[0]) if commit.parents else None
    return Merging(tuple(merges), tuple(squashed), tuple(direct), mainline)


def _is_squashed(commit: RawCommit) -> bool:
    by_forge = commit.committer.email.lower() in FORGE and SQUASHED.search(commit.subject)
    return bool(by_forge or SQUASHED_ELSEWHERE.search(commit.subject))


def _merge(commit: RawCommit, by_id: dict[str, RawCommit], people: People) -> list[Merge]:
    work = by_id.get(commit.parents[1])
    for _ in range(MOST_STEPS):
        # The tip is often a merge of the main line into the branch, made by whoever pressed "update branch".
        if work is None or len(work.parents) < 2:
            break
        work = by_id.get(work.parents[0])
    if work is None or is_bot(work.author) or SYNC.search(commit.subject):
        return []
    return [Merge(people.name(work.author), people.name(commit.author), moment(commit.committed), commit.id)]
