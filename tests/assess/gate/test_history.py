from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rung.assess.gate.history import History, target_branch
from rung.errors import CannotMeasureError, SourceError

Make = Callable[..., Any]


def test_change_is_what_lies_after_the_fork(make_repo: Make) -> None:
    repo = make_repo({"a": "1"})
    fork = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-qb", "feature")
    first, second = repo.commit({"a": "2"}), repo.commit({"a": "3"})
    repo.git("checkout", "-q", "main")
    repo.commit({"b": "1"})
    repo.git("checkout", "-q", "feature")
    change = History(repo.path).change_from("main")
    assert (change.base, change.head, change.commits) == (fork, second, (first, second))


def test_merge_commit_that_a_ci_made_is_followed_to_the_change(make_repo: Make) -> None:
    repo = make_repo({"a": "1"})
    repo.git("checkout", "-qb", "feature")
    mine = repo.commit({"a": "2"})
    repo.git("checkout", "-q", "main")
    main = repo.commit({"b": "1"})
    repo.git("checkout", "-q", "--detach", "main")
    merge = repo.merge("feature")
    change = History(repo.path).change_from("main")
    assert (change.base, change.commits) == (main, (mine, merge))


def test_shallow_clone_is_named_with_the_fix(make_repo: Make, tmp_path: Path) -> None:
    repo = make_repo({"a": "1"})
    repo.commit({"a": "2"})
    copy = repo.clone(tmp_path / "copy", "--depth", "1")
    history = History(copy.path)
    assert history.shallow
    with pytest.raises(CannotMeasureError) as refused:
        history.change_from("develop")
    assert "fetch-depth: 0" in (refused.value.fix or "")


def test_unrelated_histories_cannot_be_compared(make_repo: Make) -> None:
    repo = make_repo({"a": "1"})
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit({"a": "2"})
    with pytest.raises(CannotMeasureError, match="no common commit"):
        History(repo.path).change_from("main")


def test_file_is_read_as_it_was(make_repo: Make) -> None:
    repo = make_repo({"rung-baseline.json": "old"})
    old = repo.git("rev-parse", "HEAD")
    repo.commit({"rung-baseline.json": "new"})
    history = History(repo.path)
    assert history.read(old, repo.path / "rung-baseline.json") == "old"
    assert history.read(old, repo.path / "absent") is None
    assert history.read(old, repo.path.parent / "outside") is None


def test_plain_folder_has_no_change(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        History(tmp_path)


@pytest.mark.parametrize(
    ("environment", "branch"),
    [
        ({"GITHUB_BASE_REF": "main"}, "main"),
        ({"GITHUB_BASE_REF": ""}, None),
        ({"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "develop"}, "develop"),
        ({"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/release/1"}, "release/1"),
        ({"BITBUCKET_PR_DESTINATION_BRANCH": "main"}, "main"),
        ({}, None),
    ],
)
def test_target_branch_as_the_ci_tells_it(environment: dict[str, str], branch: str | None) -> None:
    assert target_branch(environment) == branch
