"""Nothing that a person reads is cut in the middle of a word on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import typer.testing

from rung.cli import app, main

Make = Callable[..., Any]
Told = pytest.CaptureFixture[str]
VERBS = ("assess", "explain", "plan", "gate", "report", "attest", "waive", "schema", "records")


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize("words", [[], *([verb] for verb in VERBS), ["records", "import"]], ids=" ".join)
def test_help_holds_whole_sentences(narrow: None, words: list[str]) -> None:
    lines = typer.testing.CliRunner().invoke(app, [*words, "--help"]).output.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert not [line for line in lines if line.endswith(("...", "-", "…")) and not line.startswith("Usage")]
    assert not [line for line in lines if "<str>" in line], "the metavar says what is wanted, not its type"


@pytest.mark.parametrize(
    "words",
    [
        ["explain"],
        ["explain", "--here"],
        ["plan", "--if", "ci-on-every-change,capacity-managed,code-in-version-control"],
        ["report", "--framework", "list"],
        ["assess", "--all"],
        ["plan"],
    ],
    ids=" ".join,
)
def test_lines_fit(narrow: None, make_repo: Make, words: list[str], capsys: Told) -> None:
    assert main([*words, "-C", str(make_repo({"a.py": ""}, name="a-project-with-a-longer-name").path)]) == 0
    assert max(len(line) for line in capsys.readouterr().out.splitlines()) <= 80


def test_gate_and_errors_are_wrapped_on_a_terminal_only(
    narrow: None, make_repo: Make, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a log each fact is one line, to be searched; on a terminal the command stays in one piece, to be copied."""
    waiver = '{practice: ci-on-every-change, by: "the lead of the platform team", reason: x, until: 2026-01-31}'
    path = str(make_repo({"rung.yaml": f"waivers:\n  - {waiver}\n"}).path)
    words = ["gate", path, "--min-level", "1", "--as-of", "2026-06-01"]
    assert main(words) == 1
    fact = "✕ waiver of ci-on-every-change by the lead of the platform team expired on 2026-01-31"
    assert f"{fact} | renew or remove it under `waivers` in rung.yaml\n" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert main([*words, "--no-color"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "✕ waiver of ci-on-every-change by the lead of the platform team expired on",
        "  2026-01-31",
        "    renew or remove it under `waivers` in rung.yaml",
        "refused for 1 reason",
    ]
    assert main(["gate", path, "--json", "--min-level", "1", "--online"]) == 2
    error = capsys.readouterr().err.splitlines()
    assert max(len(line) for line in error) <= 80
    assert error[0] == "error: no server is named that could be asked"
