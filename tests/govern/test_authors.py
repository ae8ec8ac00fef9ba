"""Whose change a version is, from a real history."""

from __future__ import annotations

from collections.abc import Callable

from conftest import ANN, BEN, GitRepo
from rung.govern.authors import authors_of, commit_authors
from store.values import a_model

DEE = "Dee Example <dee@example.org>"


def test_everybody_between_the_two_versions(make_repo: Callable[..., GitRepo]) -> None:
    repo = make_repo({"a": "1"})
    old = repo.commit({"a": "2"}, author="Old <old@example.org>")
    repo.commit({"a": "3"}, author=BEN)
    new = repo.commit(
        {"a": "4"}, f"Change it\n\nCo-authored-by: {DEE}", author=ANN, committer="Web <noreply@github.com>"
    )
    before, version = a_model(commit=old), a_model(commit=new, by="runner")
    assert set(authors_of(version, before, repo.path, "asker")) == {"asker", "runner", ANN, BEN, DEE}
    assert set(authors_of(version, None, repo.path, "asker")) == {"asker", "runner", ANN, DEE}
    assert set(commit_authors(repo.path, new, "0" * 40)) == {ANN, DEE}  # a commit that was rebased away
    assert set(commit_authors(repo.path, new, new)) == {ANN, DEE}


def test_where_git_knows_nothing_the_others_count(make_repo: Callable[..., GitRepo]) -> None:
    repo = make_repo({"a": "1"})
    for commit in (None, "f" * 40, "--output=x", "HEAD"):
        assert commit_authors(repo.path, commit, None) == []
    assert authors_of(a_model(), None, repo.path / "nowhere", "asker") == ("asker", "ann")
