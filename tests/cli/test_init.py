"""`rung init`: it shows, asks, writes once, and never writes over anything."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from plan.starting.folder import CELLS, TABLE, notebook
from rung.cli import main
from rung.project.reading import read_written


class Terminal(io.StringIO):
    """Standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Churn"
    folder.mkdir()
    (folder / "churn.ipynb").write_text(notebook(*CELLS))
    (folder / "customers.csv").write_text(TABLE)
    return folder


def test_it_is_shown_asked_written_and_says_what_next(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert main(["init", str(folder)]) == 0
    shown, asked = capsys.readouterr()
    assert "Write rung.yaml? [y/N]" in asked
    text = (folder / "rung.yaml").read_text()
    assert shown.startswith(text)
    for command in ("rung assess", "rung data add customers", "rung run --dry-run"):
        assert command in shown.removeprefix(text)
    assert read_written(text)[0].project == "churn"
    assert sorted(os.listdir(folder)) == ["churn.ipynb", "customers.csv", "rung.yaml"]


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_whoever_does_not_agree_gets_nothing(
    answer: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert main(["init", "-C", str(folder)]) == 0
    assert "nothing is written" in capsys.readouterr().err
    assert not (folder / "rung.yaml").exists()


def test_without_a_terminal_somebody_must_have_agreed_before(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert main(["init", str(folder)]) == 2
    assert "--yes" in capsys.readouterr().err
    assert not (folder / "rung.yaml").exists()


def test_a_dry_run_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--dry-run", "-C", str(folder.parent), folder.name]) == 0
    assert "notebook: churn.ipynb" in capsys.readouterr().out
    assert sorted(os.listdir(folder)) == ["churn.ipynb", "customers.csv"]


@pytest.mark.parametrize("there", ["project: mine\n", "not: [valid"])
def test_a_file_that_is_there_is_never_written_over(
    there: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "rung.yaml").write_text(there)
    assert main(["init", "--yes", str(folder)]) == 2
    said = capsys.readouterr().err
    assert "there is a rung.yaml already" in said
    assert "hint: edit it" in said
    assert (folder / "rung.yaml").read_text() == there


def test_a_link_to_nothing_is_not_written_through(folder: Path) -> None:
    (folder / "rung.yaml").symlink_to(folder.parent / "elsewhere.yaml")
    assert main(["init", "--yes", str(folder)]) == 2
    assert not (folder.parent / "elsewhere.yaml").exists()


def test_one_that_appears_while_the_question_stands_wins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Late(Terminal):
        def readline(self, size: int | None = -1, /) -> str:
            (folder / "rung.yaml").write_text("project: theirs\n")
            return "y\n"

    monkeypatch.setattr("sys.stdin", Late())
    assert main(["init", str(folder)]) == 2
    assert (folder / "rung.yaml").read_text() == "project: theirs\n"
    assert sorted(os.listdir(folder)) == ["churn.ipynb", "customers.csv", "rung.yaml"]


def test_a_virtual_environment_is_named(folder: Path) -> None:
    (folder / ".venv").mkdir()
    (folder / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    assert main(["init", "--yes", str(folder)]) == 0
    assert read_written((folder / "rung.yaml").read_text())[0].environment == ".venv"


def test_an_empty_folder_gets_a_minimal_file(tmp_path: Path) -> None:
    assert main(["init", "--yes", str(tmp_path)]) == 0
    file = read_written((tmp_path / "rung.yaml").read_text())[0]
    assert (file.datasets, file.pipeline, file.model, file.environment) == ({}, {}, None, None)


def test_a_hostile_folder_gives_no_traceback(folder: Path) -> None:
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "nothing.csv").symlink_to("gone.csv")
    os.mkfifo(folder / "pipe.csv")
    (folder / "broken.ipynb").write_bytes(b'{"cells": [')
    (folder / "latin.py").write_bytes("# caf\xe9\nimport sklearn\n".encode("latin-1"))
    (folder / "huge.ipynb").write_text(notebook(*["x = '" + "y" * 1_000_000 + "'"] * 8))
    with open(os.fsencode(folder) + b"/bytes-\xff.csv", "wb") as file:
        file.write(b"a\n1\n")
    (folder / "sub\n# project: x").mkdir()
    (folder / "sub\n# project: x" / "a.csv").write_text("a\n1\n")
    assert main(["init", "--yes", str(folder)]) == 0
    file_ = read_written((folder / "rung.yaml").read_text())[0]
    assert list(file_.datasets) == ["customers"]
    assert list(file_.pipeline) == ["churn"]


def test_there_is_no_such_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--yes", str(tmp_path / "gone")]) == 2
    assert "there is no such folder" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder.chmod(0o500)
    try:
        assert main(["init", "--yes", str(folder)]) == 2
    finally:
        folder.chmod(0o700)
    assert "cannot write" in capsys.readouterr().err
