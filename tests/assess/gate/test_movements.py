from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rung.assess.gate.history import History
from rung.assess.gate.movements import Movements, hold
from rung.errors import CannotMeasureError

Make = Callable[..., Any]


def movements(before: str, now: str, **renames: str) -> Movements:
    """`a_x="b/x"` stands for `a/x` → `b/x`."""
    return Movements(before.split(), now.split(), {old.replace("_", "/"): new for old, new in renames.items()})


def test_folder_that_stays_is_itself() -> None:
    assert movements("a/x a/y", "a/x b/y").destination("a") == "a"


def test_folder_goes_where_at_least_half_of_its_files_went() -> None:
    half = movements("a/x a/y", "b/x a/y", a_x="b/x")
    assert half.destination("a") == "b"
    less = movements("a/x a/y a/z", "b/x a/y a/z", a_x="b/x")
    assert less.destination("a") == "a"


def test_folder_is_followed_by_the_depth_of_its_files_whatever_they_are_called_now() -> None:
    assert movements("a/s/x", "deep/b/s/renamed", a_s_x="deep/b/s/renamed").destination("a") == "deep/b"


def test_files_renamed_inside_a_folder_do_not_move_it() -> None:
    assert movements("a/x", "a/y", a_x="a/y").destination("a") == "a"


def test_folder_whose_files_are_gone_is_gone() -> None:
    assert movements("a/x b/x", "b/x").destination("a") is None


def test_folder_with_a_longer_name_is_another_one() -> None:
    assert movements("a/x ab/x", "ab/x").destination("a") is None


def test_the_repository_itself_always_stays() -> None:
    assert movements("x", "a/x", x="a/x").destination("") == ""
    assert movements("s/x", "a/s/x", s_x="a/s/x").destination("") == ""


def test_folder_deep_in_the_repository_is_followed_too() -> None:
    assert movements("team/a/s/x", "b/s/x", team_a_s_x="b/s/x").destination("team/a") == "b"


def test_less_than_half_from_elsewhere_is_a_project_of_its_own() -> None:
    own = movements("old", "b/x b/y b/z", old="b/x")
    assert not own.was_there("b")
    assert movements("old", "b/x b/y", old="b/x").was_there("b")


def test_where_a_folder_came_from() -> None:
    moved = movements("a/x a/y", "b/x b/y", a_x="b/x", a_y="b/y")
    assert moved.source("b") == "a"
    assert movements("x", "x b/y").source("b") is None


def test_projects_that_stay_are_found_where_they_are() -> None:
    held = hold(["a", "b"], ["a", "b"], movements("a/x b/x", "a/x b/x"))
    assert (held.found, held.removed, held.folders) == ({"a": "a", "b": "b"}, (), ("a", "b"))


def test_split_is_judged_in_the_old_borders() -> None:
    assert hold([""], ["a", "b"], movements("a/x b/x", "a/x b/x")).folders == ("",)


def test_project_of_new_files_is_added() -> None:
    assert hold([""], ["", "b"], movements("x", "x b/x")).folders == ("", "b")


def test_project_made_of_files_from_elsewhere_is_not_added() -> None:
    moved = movements("s/x s/y z", "b/x b/n z", s_x="b/x")
    assert hold([""], ["", "b"], moved).folders == ("",)


def test_moved_and_removed_projects() -> None:
    held = hold(["a", "b", "c"], ["d", "c"], movements("a/x b/x c/x", "d/x c/x", a_x="d/x"))
    assert held.found == {"a": "d", "c": "c"}
    assert held.removed == ("b",)
    assert held.folders == ("c", "d")


def test_hidden_project_keeps_its_borders() -> None:
    assert hold(["a", "b"], ["", "b"], movements("a/x b/x", "a/x b/x")).folders == ("a", "b")


def test_git_tells_renames_of_files_that_were_edited_on_the_way(make_repo: Make) -> None:
    lines = "".join(f"line {number}\n" for number in range(30))
    repo = make_repo({"a/one.py": lines, "a/two.txt": "2\n" * 20, "keep": ""})
    base = repo.git("rev-parse", "HEAD")
    repo.git("mv", "a", "b")
    head = repo.commit({"b/one.py": lines + "more\n"})
    found = History(repo.path).movements(base, head)
    assert found.renames == {"a/one.py": "b/one.py", "a/two.txt": "b/two.txt"}
    assert (set(found.before), set(found.now)) == (
        {"a/one.py", "a/two.txt", "keep"},
        {"b/one.py", "b/two.txt", "keep"},
    )


def test_commit_that_is_not_in_this_copy_cannot_be_compared(make_repo: Make) -> None:
    repo = make_repo({"a": ""})
    with pytest.raises(CannotMeasureError):
        History(repo.path).movements("HEAD", "0" * 40)


def test_history_tells_whether_a_folder_is_there(make_repo: Make) -> None:
    history = History(make_repo({"a/x": "", "y": ""}).path)
    assert [history.holds("HEAD", each) for each in ("", "a", "y", "b")] == [True, True, False, False]
    assert not history.holds("0" * 40, "")
