from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.testing

from rung import __version__
from rung.cli import app, main
from rung.errors import SourceError

SOURCE = str(Path(__file__).parents[2] / "src")


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "rung.cli", *arguments],
        env={**os.environ, "PYTHONPATH": SOURCE, **environment},
        capture_output=True,
        check=False,
    )


def test_help_lists_the_verbs_and_exit_codes() -> None:
    result = typer.testing.CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for verb in ("assess", "explain", "plan", "gate", "schema", "3 could not measure"):
        assert verb in " ".join(result.output.split())


def test_help_loads_no_room() -> None:
    code = (
        "import sys, rung.cli; "
        "print([each for each in sys.modules if each.startswith(('rung.', 'rich', 'pygit2', 'yaml')) "
        "and not each.startswith(('rung.cli', 'rung.errors'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, check=True
    )
    assert done.stdout.strip() == b"[]"


def test_version() -> None:
    assert start("--version").stdout.decode().strip() == f"rung {__version__}"


def test_errors_are_explained_on_standard_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["assess", str(tmp_path / "nowhere")]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: there is no such folder\n  at: ")
    assert "\n  hint: " in err


def test_wrong_usage_is_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["assess", "--no-such-option"]) == 2
    assert main(["assess", str(tmp_path), "--format", "pdf"]) == 2
    assert "one of: badge, html, json, markdown, sarif, terminal" in capsys.readouterr().err
    assert main(["assess", str(tmp_path), "--as-of", "yesterday"]) == 2
    assert "2026-11-23" in capsys.readouterr().err


def test_names_in_errors_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    main(["assess", "/nowhere/\x1b[31m"])
    assert "\x1b" not in capsys.readouterr().err


def test_interruption_is_130(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rung.workspace.Workspace.assess", interrupt)
    assert main(["assess", str(tmp_path)]) == 130


def test_reader_that_goes_away_is_no_traceback() -> None:
    command = f"{shlex.quote(sys.executable)} -m rung.cli schema assessment | head -c 10"
    done = subprocess.run(
        ["sh", "-c", command], env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, check=False
    )
    assert done.stderr == b""


def test_error_has_its_own_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SourceError("gone")

    monkeypatch.setattr("rung.workspace.Workspace.assess", refuse)
    assert main(["plan", str(tmp_path)]) == 3


@pytest.mark.parametrize("name", ["assessment", "manifest"])
def test_schemas_are_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", name]) == 0
    assert '"$schema"' in capsys.readouterr().out


def test_program_does_not_look_for_circles() -> None:
    code = "import gc, sys; sys.argv = ['rung', '--version']; from rung.cli import main; main(); print(gc.isenabled())"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, check=True
    )
    assert done.stdout.split()[-1] == b"False"


def test_names_of_the_command_line_are_those_of_the_domain() -> None:
    from typing import get_args

    from rung.cli.options import Place
    from rung.cli.token import ROLES, SCOPES
    from rung.domain.identity import Role, Scope
    from rung.domain.release import Environment

    assert list(get_args(Place)) == [each.value for each in Environment]
    assert ROLES.split(", ") == [each.value for each in Role]
    assert SCOPES.split(", ") == [each.value for each in Scope]
