"""Walking over the commits of a repository: once, newest first, and never further than a bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache

import pygit2

from rung.assess.regex import regex
from rung.assess.tree.commits import Person, RawCommit, RawHistory, RawTag
from rung.assess.tree.git_objects import parse_tree

MAX_COMMITS = 20_000
MAX_TAGS = 2_000
MAX_MAILMAP = 1_000_000
TRAILER = regex(r"^([A-Za-z][A-Za-z-]{2,30}-by): +(\S.{0,200})$")
BROKEN = (pygit2.GitError, KeyError, ValueError)
"""What pygit2 raises for objects that are absent or damaged."""


def read_history(repository: pygit2.Repository, head: pygit2.Commit) -> RawHistory:
    """The commits that led to `head`, at most `MAX_COMMITS`, and the tags on them or beside them."""
    commits: list[RawCommit] = []
    truncated = repository.is_shallow
    try:
        for commit in repository.walk(head.id, pygit2.enums.SortMode.TIME):
            if len(commits) >= MAX_COMMITS:
                truncated = True
                break
            commits.append(_commit(commit))
    except BROKEN:
        truncated = True
    # By time an older commit comes first where a clock went wrong; those who follow parents start at the head.
    commits.sort(key=lambda each: each.id != str(head.id))
    return RawHistory(tuple(commits), tuple(_tags(repository)), truncated, repository.is_shallow, _mailmap(head))


def last_changed(
    repository: pygit2.Repository, head: pygit2.Commit, paths: Iterable[str], limit: int
) -> dict[str, datetime]:
    """When each path last came to differ from every parent, over the newest `limit` commits."""
    wanted = {path.encode("utf-8", "surrogateescape") for path in paths}
    found: dict[str, datetime] = {}
    comparison = _Comparison(repository)
    try:
        for number, commit in enumerate(repository.walk(head.id, pygit2.enums.SortMode.TIME)):
            if number >= limit or not wanted:
                break
            for path in comparison.changed(commit, wanted):
                wanted.discard(path)
                found[path.decode("utf-8", "surrogateescape")] = _moment(commit.commit_time)
    except BROKEN:
        # The history ends here in this copy; what is older stays unknown.
        return found
    return found


class _Comparison:
    """Which of some paths a commit changed. Folders with the same object are the same and are not looked into."""

    def __init__(self, repository: pygit2.Repository) -> None:
        odb = repository.odb
        self._shallow = repository.is_shallow

        @lru_cache(maxsize=4_096)
        def listing(folder: bytes) -> dict[bytes, bytes]:
            content = odb.read(pygit2.Oid(raw=folder))[1]
            return {name: raw for _, name, raw in parse_tree(content)}

        self._listing = listing

    def changed(self, commit: pygit2.Commit, wanted: set[bytes]) -> set[bytes]:
        """The wanted paths whose content at `commit` is there and differs from that at each parent."""
        parents = commit.parents
        if not parents:
            # Where a shallow clone ends, everything would look new.
            return set() if self._shallow else self._differing(commit.tree_id.raw, None, wanted)
        left = wanted
        for parent in parents:
            left = self._differing(commit.tree_id.raw, parent.tree_id.raw, left)
            if not left:
                break
        return left

    def _differing(self, new: bytes, old: bytes | None, wanted: set[bytes]) -> set[bytes]:
        if new == old:
            return set()
        after = self._listing(new)
        before = self._listing(old) if old else {}
        differing: set[bytes] = set()
        below: dict[bytes, set[bytes]] = {}
        for path in wanted:
            name, slash, rest = path.partition(b"/")
            if name not in after or after[name] == before.get(name):
                continue
            if slash:
                below.setdefault(name, set()).add(rest)
            else:
                differing.add(path)
        for name, rests in below.items():
            inner = self._differing(after[name], before.get(name), rests)
            differing.update(name + b"/" + rest for rest in inner)
        return differing


def _commit(commit: pygit2.Commit) -> RawCommit:
    author, committer = commit.author, commit.committer
    message = commit.raw_message
    subject = message.lstrip().partition(b"\n")[0]
    trailers: tuple[tuple[str, str], ...] = ()
    if b"-by: " in message or b"-By: " in message:
        text = message.decode("utf-8", "replace").replace("\r", "")
        found = (TRAILER.match(line) for line in text.split("\n") if "-by: " in line)
        trailers = tuple((each[1].lower(), each[2].strip()) for each in found if each)
    return RawCommit(
        str(commit.id),
        tuple(map(str, commit.parent_ids)),
        _person(author),
        author.time,
        author.offset,
        _person(committer),
        committer.time,
        subject.decode("utf-8", "replace").strip(),
        trailers,
    )


def _person(signature: pygit2.Signature) -> Person:
    return _named(signature.raw_name, signature.raw_email)


@lru_cache(maxsize=4_096)
def _named(name: bytes, email: bytes) -> Person:
    """The same few people made most commits."""
    return Person(name.decode("utf-8", "replace").strip(), email.decode("utf-8", "replace").strip())


def _tags(repository: pygit2.Repository) -> Iterator[RawTag]:
    names = [name for name in repository.raw_listall_references() if name.startswith(b"refs/tags/")]
    for raw in names[:MAX_TAGS]:
        name = raw.decode("utf-8", "surrogateescape")
        try:
            target = repository[repository.lookup_reference(name).resolve().target]
            commit = target.peel(pygit2.Commit)
        except (*BROKEN, UnicodeEncodeError):
            continue
        tagger = target.tagger if isinstance(target, pygit2.Tag) else None
        yield RawTag(
            name.removeprefix("refs/tags/"),
            str(commit.id),
            tagger.time if tagger else commit.commit_time,
            isinstance(target, pygit2.Tag),
            _person(tagger) if tagger else None,
        )


def _mailmap(head: pygit2.Commit) -> str:
    try:
        blob = head.tree[".mailmap"]
    except BROKEN:
        return ""
    if not isinstance(blob, pygit2.Blob) or blob.size > MAX_MAILMAP:
        return ""
    return blob.data.decode("utf-8", "replace")


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return datetime.fromtimestamp(0, UTC)
