"""`rung apply`: it shows, asks, writes, and never writes over a person."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rung.cli import main

Make = Callable[..., Any]
WORKFLOW = ".github/workflows/rung.yml"
APPLY = ["apply", "ci", "--assess"]


class Terminal(io.StringIO):
    """Standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


def test_it_is_shown_asked_and_written(
    make_repo: Make, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: Path = make_repo({"a.py": ""}).path
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert main([*APPLY, "-C", str(folder)]) == 0
    shown, asked = capsys.readouterr()
    assert "+name: Rung" in shown
    assert f"Write {WORKFLOW}? [y/N]" in asked
    assert f"written: {WORKFLOW}" in asked
    assert (folder / WORKFLOW).read_text().startswith("# Written by `rung apply ci --assess`")
    assert main([*APPLY, "-C", str(folder)]) == 0
    assert "carried out already" in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_whoever_does_not_agree_gets_nothing(
    answer: str, make_repo: Make, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: Path = make_repo({"a.py": ""}).path
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert main([*APPLY, "-C", str(folder)]) == 0
    assert "nothing is written" in capsys.readouterr().err
    assert not (folder / WORKFLOW).exists()


def test_a_dry_run_writes_nothing(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    folder: Path = make_repo({"a.py": ""}).path
    assert main([*APPLY, "--dry-run", "-C", str(folder)]) == 0
    assert "+name: Rung" in capsys.readouterr().out
    assert not (folder / ".github").exists()


def test_without_a_terminal_somebody_must_have_agreed_before(
    make_repo: Make, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: Path = make_repo({"a.py": ""}).path
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert main([*APPLY, "-C", str(folder)]) == 2
    assert "give --yes" in capsys.readouterr().err
    assert not (folder / WORKFLOW).exists()
    assert main([*APPLY, "--yes", "-C", str(folder)]) == 0
    assert (folder / WORKFLOW).exists()


def test_from_a_folder_inside_it_goes_to_the_root(make_repo: Make) -> None:
    folder: Path = make_repo({"src/a.py": ""}).path
    assert main([*APPLY, "--yes", "-C", str(folder / "src")]) == 0
    assert (folder / WORKFLOW).exists()


def test_what_a_person_changed_stays(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    folder: Path = make_repo({"a.py": ""}).path
    assert main([*APPLY, "--yes", "-C", str(folder)]) == 0
    mine = (folder / WORKFLOW).read_text() + "  # mine\n"
    (folder / WORKFLOW).write_text(mine)
    capsys.readouterr()
    assert main([*APPLY, "--yes", "-C", str(folder)]) == 2
    shown, told = capsys.readouterr()
    assert "-  # mine" in shown
    assert "not written over" in told
    assert (folder / WORKFLOW).read_text() == mine


def test_what_an_older_version_wrote_is_renewed(make_repo: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    folder: Path = make_repo({"a.py": ""}).path
    monkeypatch.setattr("rung.plan.fixes.assess_in_ci.__version__", "0.0.1")
    assert main([*APPLY, "--yes", "-C", str(folder)]) == 0
    monkeypatch.setattr("rung.plan.fixes.assess_in_ci.__version__", "0.0.2")
    assert main([*APPLY, "--yes", "-C", str(folder)]) == 0
    assert "rung==0.0.2" in (folder / WORKFLOW).read_text()


@pytest.mark.parametrize("link", [".github", ".github/workflows", WORKFLOW])
def test_a_link_that_leads_out_is_not_followed(
    link: str, make_repo: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder: Path = make_repo({"a.py": ""}).path
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / link).parent.mkdir(parents=True, exist_ok=True)
    (folder / link).symlink_to(outside / "rung.yml" if link == WORKFLOW else outside)
    assert main([*APPLY, "--yes", "-C", str(folder)]) == 2
    told = capsys.readouterr().err
    assert "leads out of the repository" in told or "not written over" in told
    assert not list(outside.iterdir())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["apply", "capacity-managed"], "no text that Rung could write helps capacity-managed"),
        (["apply", "ci"], "say which jobs"),
    ],
)
def test_what_cannot_be_written_is_told(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert told in capsys.readouterr().err


def test_without_git_there_is_nothing_to_run_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*APPLY, "--yes", "-C", str(tmp_path)]) == 2
    assert "no git repository" in capsys.readouterr().err


def test_the_pipeline_of_the_project_gets_its_jobs(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = "pipeline: {train: {run: python train.py}}\nmodel: {name: churn, from: train}\n"
    folder: Path = make_repo({"rung.yaml": manifest, "train.py": ""}).path
    assert main(["apply", "ci", "--github", "--yes", "-C", str(folder)]) == 0
    told = capsys.readouterr()
    assert "rung release churn --to staging" in (folder / ".github/workflows/model.yml").read_text()
    assert "ci-on-every-change: unmet" in told.out
    assert main(["apply", "ci", "--github", "--assess", "-C", str(folder)]) == 2
    assert "one sort of jobs at a time" in capsys.readouterr().err
    assert main(["apply", "ci-on-every-change", "-C", str(folder)]) == 0
    assert "carried out already" in capsys.readouterr().out


def test_a_practice_has_no_jobs_to_choose(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "repository-hygiene", "--github", "-C", str(tmp_path)]) == 2
    assert "say which jobs" in capsys.readouterr().err


def test_an_unknown_practice_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "capacity-manged", "-C", str(tmp_path)]) == 2
    assert "did you mean capacity-managed?" in capsys.readouterr().err


def test_a_folder_without_git_becomes_a_repository_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["apply", "code-in-version-control", "-C", str(tmp_path)]
    assert main([*words, "--dry-run"]) == 0
    assert "$ git init" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    assert main([*words, "--yes"]) == 0
    assert (tmp_path / ".git").is_dir()
    assert ".rung/" in (tmp_path / ".gitignore").read_text()
    told = capsys.readouterr().out
    assert "git commit" in told
    assert main([*words, "--yes"]) == 0
    assert "Nothing to write" in capsys.readouterr().out


def test_what_is_saved_while_the_question_stands_is_not_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Editor(Terminal):
        def readline(self, *_: object) -> str:  # type: ignore[override]
            (tmp_path / ".gitignore").write_text("mine\n")
            return "y\n"

    monkeypatch.setattr("sys.stdin", Editor())
    assert main(["apply", "repository-hygiene", "-C", str(tmp_path)]) == 2
    assert "not what was read" in capsys.readouterr().err
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_lines_are_added_to_a_person_s_file(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"*.tmp\r\nmodels/")
    assert main(["apply", "repository-hygiene", "--yes", "-C", str(tmp_path)]) == 0
    assert (tmp_path / ".gitignore").read_bytes().startswith(b"*.tmp\r\nmodels/\r\n\r\n# rung apply")
    assert (tmp_path / ".gitignore").read_text().count("models/") == 1


def test_a_form_is_written_with_what_is_still_to_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rung.yaml").write_text("project: churn\n")
    inside = tmp_path / "src"
    inside.mkdir()
    assert main(["apply", "owner-and-goal-named", "--yes", "-C", str(inside)]) == 0
    assert "To fill in in rung.yaml: who answers for it" in capsys.readouterr().out
    assert (tmp_path / "rung.yaml").read_text().startswith("project: churn\n\n# owner: [add: ")


@pytest.mark.parametrize(
    ("practice", "told"),
    [("runs-recorded", "no rung.yaml"), ("data-contract", "no rung.yaml"), ("modular-code", "no notebook trains")],
)
def test_what_is_missing_is_told(practice: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", practice, "--yes", "-C", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
