"""A real history, looked back on; kept results; several processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import GitRepo

from rung.assess.timeline import keeping
from rung.assess.timeline.keeping import Kept, cache_folder, read_kept, write_kept
from rung.cli import main
from rung.errors import SourceError, UsageError
from rung.workspace import Workspace

TRAIN = "from sklearn.linear_model import Ridge\n\n\ndef main():\n    Ridge().fit([[1]], [1])\n\n\nif __name__ == '__main__':\n    main()\n"


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("RUNG_CACHE", str(folder))
    return folder


@pytest.fixture
def repo(make_repo: Callable[..., GitRepo]) -> GitRepo:
    git_repo = make_repo()
    for month in range(1, 7):
        git_repo.commit(
            {"train.py": TRAIN, "notes.md": f"month {month}\n"}, f"Month {month}", date=f"2026-0{month}-10T12:00"
        )
    return git_repo


def test_each_month_has_a_point_and_the_second_look_measures_nothing(repo: GitRepo, kept_in: Path) -> None:
    told: list[tuple[int, int]] = []
    first = Workspace().history(repo.path, tell=lambda done, of: told.append((done, of)))
    assert [f"{point.when:%m}" for point in first.points] == ["01", "02", "03", "04", "05", "06"]
    assert told == [(number, 6) for number in range(1, 7)]
    again: list[int] = []
    assert Workspace().history(repo.path, tell=lambda done, of: again.append(done)) == first
    assert again == []
    assert len(list(kept_in.iterdir())) == 1
    assert repo.git("status", "--porcelain") == ""


def test_several_processes_find_the_same(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNG_CACHE", "off")
    assert Workspace().history(repo.path, workers=2) == Workspace().history(repo.path)


def test_nothing_is_kept_when_the_user_wants_nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNG_CACHE", "off")
    assert cache_folder() is None
    write_kept("a", Kept({"b": b"c"}))
    assert read_kept("a") == Kept()


@pytest.mark.usefixtures("kept_in")
def test_a_broken_or_endless_file_is_measured_anew(kept_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_kept("a", Kept({"b": b"c"}))
    assert read_kept("a").modules == {"b": b"c"}
    monkeypatch.setattr(keeping, "MOST_BYTES", 1)
    assert read_kept("a") == Kept()
    monkeypatch.undo()
    (kept_in / "a.msgpack").write_bytes(b"\x81")
    monkeypatch.setenv("RUNG_CACHE", str(kept_in))
    assert read_kept("a") == Kept()


def test_what_cannot_be_looked_back_on_says_so(tmp_path: Path, make_repo: Callable[..., GitRepo]) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    with pytest.raises(SourceError, match="no history"):
        Workspace().history(folder)
    with pytest.raises(UsageError, match="fortnight is no period"):
        Workspace().history(make_repo({"a.py": ""}).path, every="fortnight")


def test_the_verb_draws_it(repo: GitRepo, kept_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--history", "--since", "2026-03-01", str(repo.path)]) == 0
    out = capsys.readouterr().out
    assert "4 commits · 2026-03-10 to 2026-06-10 · 4 measured, one a month" in out
    assert main(["assess", "--history", "--since", "2027-03-01", str(repo.path)]) == 3
    assert "there is no commit since 2027-03-01" in capsys.readouterr().err


def test_a_report_between_two_days(repo: GitRepo, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    repo.commit({"requirements.txt": "scikit-learn==1.9.0\n", "README.md": "# Rides\n"}, "Pin", date="2026-07-01T12:00")
    where = str(repo.path)
    assert main(["report", "--from", "2026-03-15", "--to", "2026-07-02", where]) == 0
    out = capsys.readouterr().out
    assert "configured 1 → 1" in out
    assert "environment-locked" in out
    saved = tmp_path / "before.json"
    main(["assess", "--json", "--at", "HEAD~1", "--as-of", "2026-06-11", "-o", str(saved), where])
    assert main(["report", "--from", str(saved), "--to", "2026-07-02", "--json", where]) == 0
    assert '"ladder_moved": false' in capsys.readouterr().out
    assert main(["report", where]) == 2
    assert main(["report", "--from", "1990-01-01", where]) == 3


@pytest.mark.usefixtures("kept_in")
def test_a_first_commit_that_is_dated_after_all_others_does_not_hide_them(make_repo: Callable[..., GitRepo]) -> None:
    git_repo = make_repo()
    git_repo.commit({"train.py": TRAIN}, "A clock that went wrong", date="2030-01-01T12:00")
    git_repo.commit({"notes.md": "more\n"}, "Afterwards", date="2026-01-01T12:00")
    timeline = Workspace().history(git_repo.path, every="commit")
    assert [point.title for point in timeline.points] == ["A clock that went wrong", "Afterwards"]
