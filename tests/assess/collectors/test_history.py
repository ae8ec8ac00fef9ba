"""What is concluded from the commits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.clock import Clock
from rung.assess.collectors.history import HistoryCollector
from rung.assess.history.people import People, is_bot
from rung.assess.tree import Person, RawCommit, RawHistory, open_tree
from rung.assess.tree.memory import MemoryTree

CLOCK = Clock(datetime(2026, 3, 1, tzinfo=UTC))
ANN = "Ann Example <ann@example.org>"
BEN = "Ben Example <ben@example.org>"
GITHUB = "GitHub <noreply@github.com>"


def collect(repo, **options):
    return HistoryCollector().collect(open_tree(repo.path, **options), CLOCK)


def test_no_history():
    history = HistoryCollector().collect(MemoryTree({}), CLOCK)
    assert not history.present
    assert not history.single_import


def test_one_commit_is_an_import(make_repo):
    history = collect(make_repo({"a.py": ""}))
    assert history.single_import
    assert (history.commits, history.days, history.age_days) == (1, 1, 58)


def test_a_shallow_clone_is_not_an_import(make_repo, tmp_path):
    repo = make_repo({"a.py": ""})
    repo.commit({"a.py": "1"})
    history = collect(repo.clone(tmp_path / "shallow", "--depth=1"))
    assert (history.shallow, history.truncated, history.single_import) == (True, True, False)


def test_people_days_and_messages(make_repo):
    repo = make_repo()
    repo.commit({"a": "1"}, "Add a first model", date="2024-01-01T10:00")
    repo.commit({"a": "2"}, "fix", date="2024-01-01T11:00", author="ann <12+ann@users.noreply.github.com>")
    repo.commit({"a": "3"}, "Train on all rows", date="2026-02-01T10:00", author="Ann Example <ann@other.example>")
    repo.commit({"a": "4"}, "Bump x from 1 to 2", date="2026-02-02T10:00", author="dependabot[bot] <d@example.org>")
    repo.commit({"a": "5"}, 'Revert "Train on all rows"', date="2026-02-03T10:00", author=BEN)
    history = collect(repo)
    assert {each.name: each.commits for each in history.authors} == {"Ann Example": 2, "ann": 1, "Ben Example": 1}
    assert (history.commits, history.bot_commits, history.days) == (5, 1, 3)
    assert (history.first.year, history.last.day, history.age_days) == (2024, 3, 25)
    assert set(history.recent_authors) == {"Ann Example", "Ben Example"}
    assert history.recent_commits == 2
    assert history.message_quality == 3 / 4
    assert history.reverts == 1


def test_mailmap(make_repo):
    repo = make_repo()
    repo.commit({".mailmap": "Ann Example <ann@example.org> nickname <old@example.org>\n"}, author=ANN)
    repo.commit({"a": "1"}, author="nickname <OLD@example.org>")
    assert [each.name for each in collect(repo).authors] == ["Ann Example"]


def test_merges_tell_whose_work_was_merged_by_whom(make_repo):
    repo = make_repo({"a": ""})
    for branch, author, merged_by in (("one", BEN, ANN), ("two", ANN, ANN), ("three", "x[bot] <x@y.z>", ANN)):
        repo.git("checkout", "-qb", branch, "main")
        repo.commit({branch: "1"}, author=author)
        repo.git("checkout", "-q", "main")
        repo.merge(branch, author=merged_by)
    history = collect(repo)
    assert (history.merged_by_other, history.self_merged) == (1, 1)
    assert history.merges[1].author == "Ben Example"
    assert (history.direct_commits, history.mainline, history.direct_share) == (1, 4, 1 / 4)


def test_an_updated_branch_is_still_its_authors_work(make_repo):
    repo = make_repo({"a": ""})
    repo.git("checkout", "-qb", "side")
    repo.commit({"b": "1"}, author=BEN)
    repo.git("checkout", "-q", "main")
    repo.commit({"c": "1"})
    repo.git("checkout", "-q", "side")
    repo.merge("main", author=ANN)
    repo.git("checkout", "-q", "main")
    repo.merge("side", author=ANN)
    assert [(each.author, each.by_other) for each in collect(repo).merges] == [("Ben Example", True)]


def test_bringing_a_copy_up_to_date_is_not_a_review():
    history = collect_raw(
        commit("m", "Merge branch 'main' of github.com:o/n", ANN, "a", "b"),
        commit("b", "Change it", BEN),
        commit("a", "Change this", ANN),
    )
    assert history.merges == ()


@pytest.mark.parametrize(
    ("subject", "committer", "squashed"),
    [
        ("Add drift check (#12)", GITHUB, 1),
        ("Add drift check (#12)", ANN, 0),
        ("Update README.md", GITHUB, 0),
        ("Merged PR 41: add drift check", ANN, 1),
    ],
)
def test_squashed_pull_requests(subject, committer, squashed):
    history = collect_raw(commit("a", subject, ANN, committer=committer))
    assert (history.squash_merges, history.direct_commits) == (squashed, 1 - squashed)


def test_reviews_and_co_authors_in_trailers(make_repo):
    repo = make_repo()
    repo.commit({"a": "1"}, f"Add a\n\nReviewed-by: {BEN}\nCo-authored-by: Cat Example <cat@example.org>")
    repo.commit({"a": "2"}, f"Add b\n\nReviewed-by: {ANN}\nCo-Authored-By: y[bot] <y@example.org>")
    history = collect(repo)
    assert history.reviewed_by == 1
    assert history.co_authors == ("Cat Example",)


def test_tags_in_order(make_repo):
    repo = make_repo()
    repo.commit({"a": "1"}, date="2026-01-01T12:00")
    repo.git("tag", "v1")
    repo.commit({"a": "2"}, date="2026-02-01T12:00")
    repo.git("tag", "-a", "v2", "-m", "Second", date="2026-02-02T12:00", author=BEN)
    repo.git("tag", "a-tree", "HEAD^{tree}")
    tags = collect(repo).tags
    assert [(tag.name, tag.annotated, tag.tagger) for tag in tags] == [("v1", False, None), ("v2", True, "Ben Example")]
    assert [tag.name for tag in collect(repo, at="v1").tags] == ["v1"]


def test_a_date_beyond_any_calendar():
    history = collect_raw(commit("a", "Add it", ANN)._replace(committed=2**62, authored=2**62, offset=10**6))
    assert history.last.year == 1970


@pytest.mark.parametrize(
    ("name", "email", "bot"),
    [
        ("dependabot[bot]", "1+dependabot[bot]@users.noreply.github.com", True),
        ("github-actions", "github-actions@github.com", True),
        ("Snyk bot", "snyk-bot@snyk.io", True),
        ("pre-commit-ci", "x@y.z", True),
        ("Release Automation", "x@y.z", True),
        ("Travis A. O'Brien", "travis@example.org", False),
        ("Ann Example", "github@example.org", False),
        ("Abbot Costello", "abbot@example.org", False),
    ],
)
def test_bots(name, email, bot):
    assert is_bot(Person(name, email)) is bot


def test_names_of_machines_do_not_make_one_person():
    people = People([Person("root", "a@x.org"), Person("root", "b@x.org"), Person("root", "")])
    names = [people.name(Person("root", email)) for email in ("a@x.org", "b@x.org", "")]
    assert names == ["a@x.org", "b@x.org", "root"]


def collect_raw(*commits):
    raw = RawHistory(commits, (), truncated=False, shallow=False, mailmap="")
    return HistoryCollector().collect(MemoryTree({}, history=raw), CLOCK)


def commit(sha, subject, author, *parents, committer=None):
    def person(text):
        name, _, email = text.rstrip(">").partition(" <")
        return Person(name, email)

    return RawCommit(
        sha, parents, person(author), 1_700_000_000, 0, person(committer or author), 1_700_000_000, subject, ()
    )


def test_a_login_that_spells_the_only_full_name_is_the_same_person() -> None:
    one = [
        Person("Ann Example", "ann.example@work.org"),
        Person("aexample", "ann.example@home.net"),
        Person("bob", "b@c.d"),
    ]
    people = People(one)
    assert people.name(one[0]) == people.name(one[1])
    assert people.name(one[0]) != people.name(one[2])


def test_a_login_that_two_full_names_spell_joins_nobody() -> None:
    one = [Person("Ann Example", "a@x.org"), Person("Adam Example", "b@y.org"), Person("aexample", "c@z.org")]
    people = People(one)
    assert len({people.name(each) for each in one}) == 3
