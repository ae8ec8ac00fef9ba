"""Every combination of options either works or is wrong usage that names the option: nothing is ignored in silence."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from rung.cli import main
from rung.cli.app import assess
from rung.cli.combinations import ALLOWED, EVIDENCE, MODES

Make = Callable[..., Any]
Told = pytest.CaptureFixture[str]


@pytest.fixture
def here(make_repo: Make, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with what the options ask for, and the current folder."""
    files = {"a.py": "", "events.jsonl": "", "many.yaml": "projects:\n  - {name: one, path: .}\n"}
    path: Path = make_repo(files).path
    monkeypatch.chdir(path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(path.parent / "cache"))
    main(["assess", "--questionnaire", "-o", str(path / "form.yaml")])
    return path


WORDS = {
    "PATH": ["."],
    "--at": ["--at", "HEAD"],
    "--worktree": ["--worktree"],
    "--as-of": ["--as-of", "2026-06-01"],
    "--project": ["--project", "repo"],
    "--records": ["--records", "events.jsonl"],
    "--online": ["--online"],
    "--whole": ["--whole"],
    "--since": ["--since", "2025-01-01"],
    "--every": ["--every", "week"],
    "--all": ["--all"],
    "--verbose": ["--verbose"],
    "--portfolio": ["--portfolio", "many.yaml"],
    "--questionnaire": ["--questionnaire"],
    "--interview": ["--interview"],
    "--answers": ["--answers", "form.yaml"],
    "--history": ["--history"],
}
PRESENTATION = {"form", "as_json", "output", "quiet", "no_colour", "folder"}
NAMES = {"PATH": "path", "--all": "everything"}


def test_every_option_of_assess_is_in_the_table() -> None:
    """A new option must say beside which mode it counts."""
    parameters = set(inspect.signature(assess).parameters) - PRESENTATION
    assert {NAMES.get(name, name.removeprefix("--").replace("-", "_")) for name in WORDS} == parameters
    assert set(WORDS) == set().union(*ALLOWED.values(), MODES)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("option", [name for name in WORDS if name not in MODES])
def test_option_beside_a_mode_counts_or_is_refused(here: Path, mode: str, option: str, capsys: Told) -> None:
    capsys.readouterr()
    words = [
        *WORDS[mode],
        *WORDS[option],
        *(["."] if option in EVIDENCE and mode in ("--interview", "--answers") else []),
    ]
    code = main(["assess", *words])
    error = capsys.readouterr().err
    if option not in ALLOWED[mode]:
        assert code == 2
        assert f"error: {option} does nothing with {mode}\n  at: {option}\n  hint: " in error
    elif option == "--online":
        assert (code, "no server is named that could be asked" in error) == (2, True)
    elif mode == "--interview":
        assert (code, "an interview needs a terminal" in error) == (2, True)
    else:
        assert code == 0, error


@pytest.mark.parametrize("pair", list(combinations(MODES, 2)), ids=" ".join)
def test_two_modes_at_once_are_refused(here: Path, pair: tuple[str, str], capsys: Told) -> None:
    assert main(["assess", *WORDS[pair[0]], *WORDS[pair[1]]]) == 2
    assert "cannot both be" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--since", "--every"])
def test_days_of_a_history_without_one_are_refused(here: Path, option: str, capsys: Told) -> None:
    assert main(["assess", *WORDS[option]]) == 2
    error = capsys.readouterr().err
    assert f"error: {option} does nothing with a plain assessment" in error
    assert "--history" in error


@pytest.mark.parametrize("option", EVIDENCE)
@pytest.mark.parametrize("mode", ["--interview", "--answers"])
def test_what_is_measured_needs_a_path_beside_an_interview(here: Path, mode: str, option: str, capsys: Told) -> None:
    assert main(["assess", *WORDS[mode], *WORDS[option]]) == 2
    assert f"error: {option} does nothing with {mode} without PATH" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--portfolio", "many.yaml", "-f", "sarif"], 2),
        (["--portfolio", "many.yaml", "-f", "csv", "--json"], 2),
        (["--portfolio", "many.yaml", "-f", "csv"], 0),
        (["--questionnaire", "--json"], 2),
        (["--answers", "form.yaml", "-f", "markdown"], 2),
        (["--answers", "form.yaml", "--json"], 0),
        (["--history", "-f", "sarif"], 2),
        (["--history", "-f", "badge"], 2),
        (["--history", "-f", "html", "--records", "events.jsonl", "--as-of", "2026-06-01"], 0),
        (["--history", "-f", "html", "--at", "HEAD"], 2),
        (["-f", "csv"], 2),
        (["-f", "badge", "--all"], 2),
        (["-f", "json", "--all"], 0),
        (["-q", "--all"], 2),
        (["-q", "-v"], 2),
        (["--at", "HEAD", "--worktree"], 2),
        (["--whole", "--project", "repo"], 2),
        (["--worktree", "--as-of", "2026-06-01"], 0),
        (["--at", "HEAD", "--as-of", "2026-06-01"], 0),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_formats_and_pairs(here: Path, words: list[str], code: int, capsys: Told) -> None:
    assert main(["assess", *words]) == code
    assert code == 0 or "error: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["plan", "--online"], "no server is named that could be asked"),
        (["gate", "--min-level", "1", "--online"], "no server is named that could be asked"),
        (["report", "--from", "HEAD", "--online"], "no server is named that could be asked"),
        (["gate", "--min-level", "1", "--json", "-f", "github"], "--json and --format github cannot both be"),
        (["gate", "--min-level", "1", "-f", "sarif"], "no format is called sarif"),
        (["gate", "--update-baseline", "--json"], "--json does nothing with --update-baseline"),
        (["gate", "--update-baseline", "--base", "HEAD"], "--base does nothing with --update-baseline"),
        (["explain", "--project", "repo"], "--project does nothing with the ladder alone"),
        (["report", "--to", "HEAD"], "a report needs a beginning"),
        (
            ["report", "--from", "a.json", "--to", "a.json", "--records", "events.jsonl"],
            "--records does nothing with two",
        ),
        (["report", ".", "--from", "a.json", "--to", "a.json"], "PATH does nothing with two saved assessments"),
        (["report", "--framework", "list", "--json"], "--json does nothing with --framework list"),
        (["report", ".", "--framework", "list"], "PATH does nothing with --framework list"),
        (["report", "--framework", "eu-ai-act", "--online"], "no server is named that could be asked"),
        (["records", "import", "github", "--since", "90d"], "--since does nothing with files alone"),
        (["records", "import", "gitlab", "a.json", "--repo", "a/b"], "--repo does nothing with files alone"),
        (["attest", "--by", "lead"], "--by does nothing with no practice"),
        (["attest", "model-card", "--list"], "PRACTICE does nothing with --list"),
        (["attest", "--list", "--until", "90d"], "--until does nothing with --list"),
        (["attest", "ci-on-every-change", "--by", "x", "--says", "y", "--json"], "--json does nothing with something"),
        (["waive", "--place", "deploy"], "--place does nothing with no practice"),
        (["waive", "--list", "--reason", "x"], "--reason does nothing with --list"),
        (["waive", "ci-on-every-change", "--json"], "--json does nothing with something to write down"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_other_verbs(here: Path, words: list[str], says: str, capsys: Told) -> None:
    main(["assess", "--json", "-o", "a.json"])
    assert main(words) == 2
    assert says in capsys.readouterr().err
    assert not (here / "rung.yaml").exists()
    assert not (here / "rung-baseline.json").exists()


def test_list_with_verdicts_needs_one_project(make_repo: Make, monkeypatch: pytest.MonkeyPatch, capsys: Told) -> None:
    monkeypatch.setattr("rung.cli.measuring.measure", lambda *_, **__: TWO)
    assert main(["explain", "--here"]) == 2
    assert "--project: late, fraud" in capsys.readouterr().err


class Named:
    findings = ()

    def __init__(self, path: str) -> None:
        self.path = path


TWO = (Named("late"), Named("fraud"))


def test_files_are_looked_for_and_written_from_the_folder_of_c(here: Path, tmp_path: Path, capsys: Told) -> None:
    """`-C DIR` means as if started there, for every path alike."""
    far = ["-C", str(here)]
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.chdir(tmp_path)
        assert main(["assess", *far, "--json", "--records", "events.jsonl", "-o", "out.json"]) == 0
        assert main(["report", *far, "--from", "out.json", "-o", "report.txt"]) == 0
        assert main(["plan", *far, "--records", "events.jsonl"]) == 0
        assert main(["gate", *far, "--min-level", "1", "--records", "events.jsonl"]) == 0
        assert main(["assess", *far, "--questionnaire", "-o", "empty.yaml"]) == 0
        assert main(["assess", *far, "--portfolio", "many.yaml", "-f", "html", "-o", "pages"]) == 0
    assert json.loads((here / "out.json").read_text())["ladder_version"]
    for name in ("report.txt", "empty.yaml", "pages/index.html"):
        assert (here / name).exists()
    assert not list(tmp_path.glob("*.*"))


def test_server_in_rung_yaml_makes_online_count(make_repo: Make, capsys: Told) -> None:
    """What the server then answers is not this test's business; nobody listens on that port."""
    repo = make_repo({"a.py": "", "rung.yaml": "records:\n  - mlflow: http://127.0.0.1:9\n"})
    assert main(["plan", str(repo.path), "--online"]) == 0
    capsys.readouterr()
