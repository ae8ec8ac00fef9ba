from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rung.cli import main

Make = Callable[..., Any]


def test_any_level_exits_0(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", str(make_repo({"a.py": ""}).path)]) == 0
    out, err = capsys.readouterr()
    assert "▸ 2 │" in out
    assert "✕ ci-on-every-change" in out
    assert err == ""


def test_json_on_standard_output_is_pure(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    repo = make_repo({"a.py": ""})
    repo.write({"a.py": "changed"})
    assert main(["assess", "--json", str(repo.path)]) == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["configured_level"], value["ladder_version"]) == (2, "test.1")


def test_uncommitted_changes_are_noted_on_standard_error(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    repo = make_repo({"a.py": ""})
    repo.write({"a.py": "changed"})
    main(["assess", str(repo.path)])
    out, err = capsys.readouterr()
    assert err == "note: uncommitted changes are left out; with them: rung assess --worktree\n"
    assert "uncommitted" not in out


def test_revision_and_working_tree(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    repo = make_repo({"a.py": ""})
    repo.commit({"ci.yml": ""})
    repo.write({"limits.yml": ""})
    main(["assess", "-q", "--at", "HEAD~1", str(repo.path)])
    main(["assess", "-q", str(repo.path)])
    main(["assess", "-q", "--worktree", "-C", str(repo.path)])
    levels = [line.split(",")[0] for line in capsys.readouterr().out.splitlines()]
    assert levels[:2] == ["level 2", "level 3"]


@pytest.mark.parametrize("form", ["terminal", "json", "sarif", "markdown", "badge"])
def test_every_format_is_written_whole(form: str, make_repo: Make, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("what stood here")
    target.chmod(0o640)
    assert main(["assess", "--format", form, "-o", str(target), str(make_repo({"a.py": ""}).path)]) == 0
    assert target.read_text(encoding="utf-8").endswith("\n")
    assert "what stood here" not in target.read_text(encoding="utf-8")
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "repo"]


def test_file_that_cannot_be_written_is_refused_aloud(
    make_repo: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"a.py": ""})
    for target in (tmp_path / "no" / "such" / "out", tmp_path):
        assert main(["assess", "-o", str(target), str(repo.path)]) == 2
        assert "error: cannot write" in capsys.readouterr().err


def test_link_is_written_through(make_repo: Make, tmp_path: Path) -> None:
    target, link = tmp_path / "real", tmp_path / "link"
    link.symlink_to(target)
    assert main(["assess", "-f", "badge", "-o", str(link), str(make_repo({"a.py": ""}).path)]) == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("<svg")


def test_sarif_without_places_points_to_a_file_of_the_repository(
    make_repo: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["assess", "-f", "sarif", str(make_repo({"b.py": "", "setup.py": ""}).path)])
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "setup.py"


def test_no_colour_in_a_pipe_nor_when_refused(
    make_repo: Make, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = str(make_repo({"a.py": ""}).path)
    main(["assess", repo])
    assert "\x1b[" not in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    main(["assess", repo])
    assert "\x1b[" in capsys.readouterr().out
    main(["assess", "--no-color", repo])
    assert "\x1b[" not in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["assess", repo])
    assert "\x1b[" not in capsys.readouterr().out


def test_terminal_that_cannot_draw_gets_ascii(make_repo: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert main(["assess", str(make_repo({"a.py": ""}).path)]) == 0
    assert b"|##############|" in raw.getvalue()


def test_unknown_project_is_refused_with_those_there_are(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--project", "nope", str(make_repo({"a.py": ""}).path)]) == 2
    assert "one of: repo" in capsys.readouterr().err


def test_json_and_another_format_contradict() -> None:
    assert main(["assess", "--json", "--format", "sarif"]) == 2
