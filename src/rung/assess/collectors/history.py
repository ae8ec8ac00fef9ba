"""Reads the history: how long, by whom, and how changes were taken over."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.history.merges import Merge, Merging, read_merges
from rung.assess.history.moments import moment
from rung.assess.history.people import People, is_bot
from rung.assess.tree.base import Tree
from rung.assess.tree.commits import Person, RawCommit, RawHistory, RawTag

RECENT = timedelta(days=365)
WORDS = 3
"""A subject of fewer words ("fix", "update file") says nothing."""


class Tag(Struct, frozen=True):
    """One tag."""

    name: str
    when: datetime
    annotated: bool
    tagger: str | None
    """Who made it, when it is annotated."""
    commit: str


class Author(Struct, frozen=True):
    """A person, and what they did here."""

    name: str
    commits: int
    last: datetime


class History(Struct, frozen=True):
    """The commits that led to the one that was read. Bots are counted in `commits` and nowhere else."""

    present: bool = False
    """There is at least one commit."""
    shallow: bool = False
    """This copy holds only the newest part: counts are lower bounds."""
    truncated: bool = False
    """There are older commits that were not read: counts are lower bounds."""
    commits: int = 0
    bot_commits: int = 0
    authors: tuple[Author, ...] = ()
    """People, the busiest first."""
    days: int = 0
    """Distinct days, by the authors' own clocks, on which people committed."""
    first: datetime | None = None
    last: datetime | None = None
    """When the newest commit was made, by anybody."""
    age_days: int | None = None
    """Days since `last`, at the assessment's clock."""
    recent_authors: tuple[str, ...] = ()
    """People who committed in the year before the last commit."""
    recent: tuple[Author, ...] = ()
    """The same with the commits of that year only, the busiest first."""
    recent_direct: int = 0
    """Commits of people on the main line without merge or pull request, in that year."""
    recent_squashed: int = 0
    """Pull requests that a forge made one commit of, in that year."""
    recent_commits: int = 0
    """Their commits in that year."""
    merges: tuple[Merge, ...] = ()
    squash_merges: int = 0
    """Pull requests that a forge made one commit of: the forge holds who reviewed them."""
    direct_commits: int = 0
    """Commits of people on the main line without merge or pull request."""
    mainline: int = 0
    """Commits of people on the main line, merges included."""
    reviewed_by: int = 0
    """Commits with a `Reviewed-by:` or `Acked-by:` of somebody else than the author."""
    co_authors: tuple[str, ...] = ()
    """People named in `Co-authored-by:` only or besides."""
    tags: tuple[Tag, ...] = ()
    """By date, oldest first."""
    message_quality: float = 0.0
    """Share of the subjects of people's own commits that have at least three words."""
    reverts: int = 0

    @property
    def single_import(self) -> bool:
        """One or two commits that hold everything: storage, not a history. Never true of a shallow clone."""
        return self.present and self.commits <= 2 and not self.truncated

    @property
    def merged_by_other(self) -> int:
        """Merges of work that somebody else had written."""
        return sum(each.by_other for each in self.merges)

    @property
    def self_merged(self) -> int:
        """Merges of one's own work."""
        return len(self.merges) - self.merged_by_other

    @property
    def direct_share(self) -> float:
        """Share of the main line that came without merge or pull request; 0.0 where there is no main line."""
        return self.direct_commits / self.mainline if self.mainline else 0.0


class HistoryCollector(Collector):
    """Walks over the commits once."""

    def collect(self, tree: Tree, clock: Clock) -> History:
        """Read the history of the repository; of the whole, also where the tree is one folder of it."""
        raw = tree.history()
        if raw is None or not raw.commits:
            return History(shallow=tree.shallow, truncated=tree.shallow)
        return _read(raw, clock)


def _read(raw: RawHistory, clock: Clock) -> History:
    people = People(_identities(raw), raw.mailmap)
    own = [commit for commit in raw.commits if not is_bot(commit.author)]
    written = [commit for commit in own if len(commit.parents) < 2]
    last = max(commit.committed for commit in raw.commits)
    recent = [commit for commit in own if commit.committed >= last - RECENT.total_seconds()]
    merging: Merging = read_merges(raw, people)
    return History(
        present=True,
        shallow=raw.shallow,
        truncated=raw.truncated,
        commits=len(raw.commits),
        bot_commits=len(raw.commits) - len(own),
        authors=_authors(own, people),
        days=len({(commit.authored + commit.offset * 60) // 86_400 for commit in own}),
        first=moment(min(commit.committed for commit in raw.commits)),
        last=moment(last),
        age_days=clock.age_days(moment(last)),
        recent_authors=tuple(dict.fromkeys(people.name(commit.author) for commit in recent)),
        recent=_authors(recent, people),
        recent_direct=len({commit.id for commit in recent} & set(merging.direct)),
        recent_squashed=len({commit.id for commit in recent} & set(merging.squashed)),
        recent_commits=len(recent),
        merges=merging.merges,
        squash_merges=len(merging.squashed),
        direct_commits=len(merging.direct),
        mainline=merging.mainline,
        reviewed_by=sum(_is_reviewed(commit, people) for commit in own),
        co_authors=_co_authors(own, people),
        tags=_tags(raw, last, people),
        message_quality=_share_of_sentences(written),
        reverts=sum(commit.subject.startswith("Revert ") for commit in raw.commits),
    )


def _identities(raw: RawHistory) -> list[Person]:
    named = [commit.author for commit in raw.commits]
    named += [_person(value) for commit in raw.commits for _, value in commit.trailers]
    return named + [tag.tagger for tag in raw.tags if tag.tagger]


def _authors(commits: list[RawCommit], people: People) -> tuple[Author, ...]:
    counts: Counter[str] = Counter()
    newest: dict[str, int] = {}
    names = {author: people.name(author) for author in {commit.author for commit in commits}}
    for commit in commits:
        name = names[commit.author]
        counts[name] += 1
        newest[name] = max(newest.get(name, 0), commit.committed)
    return tuple(Author(name, number, moment(newest[name])) for name, number in counts.most_common())


def _person(trailer: str) -> Person:
    """`Ann Example <ann@example.org>`."""
    name, _, rest = trailer.partition("<")
    return Person(name.strip(), rest.partition(">")[0].strip())


def _is_reviewed(commit: RawCommit, people: People) -> bool:
    reviewers = [_person(value) for key, value in commit.trailers if key in ("reviewed-by", "acked-by")]
    return any(not is_bot(each) and people.name(each) != people.name(commit.author) for each in reviewers)


def _co_authors(commits: list[RawCommit], people: People) -> tuple[str, ...]:
    named = [_person(value) for commit in commits for key, value in commit.trailers if key == "co-authored-by"]
    return tuple(dict.fromkeys(people.name(each) for each in named if not is_bot(each)))


def _tags(raw: RawHistory, last: int, people: People) -> tuple[Tag, ...]:
    """Tags on this history, and tags beside it (release branches) that are not newer."""
    walked = {commit.id for commit in raw.commits}
    kept: list[RawTag] = [tag for tag in raw.tags if tag.commit in walked or tag.when <= last]
    kept.sort(key=lambda tag: (tag.when, tag.name))
    return tuple(
        Tag(tag.name, moment(tag.when), tag.annotated, people.name(tag.tagger) if tag.tagger else None, tag.commit)
        for tag in kept
    )


def _share_of_sentences(commits: list[RawCommit]) -> float:
    return sum(len(commit.subject.split()) >= WORDS for commit in commits) / len(commits) if commits else 0.0
