from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rung.cli import main

Make = Callable[..., Any]


def gate(repo: Any, *options: str) -> int:
    return main(["gate", str(repo.path), *options])


@pytest.fixture
def change(make_repo: Make) -> Any:
    """A branch of three commits whose second removes CI."""
    repo = make_repo({"ci.yml": "", "a": ""})
    gate(repo, "--update-baseline")
    repo.commit(message="Write the baseline")
    repo.git("checkout", "-qb", "feature")
    repo.commit({"a": "1"}, "One")
    repo.git("rm", "-q", "ci.yml")
    repo.culprit = repo.commit({}, "Drop the checks")
    repo.commit({"a": "2"}, "Three")
    return repo


def test_nothing_asked_is_wrong_usage(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate(make_repo({"a": ""})) == 2
    assert "rung gate --min-level 2" in capsys.readouterr().err


def test_level_and_index(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    repo = make_repo({"a": ""})
    assert gate(repo, "--min-level", "2") == 0
    assert capsys.readouterr().out == "passed: level at least 2\n"
    assert gate(repo, "--min-level", "3", "--min-index", "4.5") == 1
    out = capsys.readouterr().out
    assert "✕ level 2, at least 3 is asked for | rung plan" in out
    assert "refused for 2 reasons" in out


def test_loss_is_named_with_the_commit(change: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate(change, "--base", "main") == 1
    first = capsys.readouterr().out.splitlines()[0]
    short = change.culprit[:7]
    assert first == (
        f"✕ ci-on-every-change was met, is unmet since {short} (Drop the checks): "
        f"no ci.yml was found | git show {short}"
    )


def test_branch_is_told_by_the_ci(change: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert gate(change) == 1


def test_what_the_branch_lacks_already_does_not_fail_the_change(
    make_repo: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"ci.yml": "", "a": ""})
    gate(repo, "--update-baseline")
    repo.git("rm", "-q", "ci.yml")
    repo.commit({}, "Main loses it")
    repo.git("checkout", "-qb", "feature")
    repo.commit({"a": "1"}, "One")
    capsys.readouterr()
    assert gate(repo, "--base", "main") == 0
    assert "! ci-on-every-change was met, is unmet, before this change already" in capsys.readouterr().out


def test_loss_is_accepted_by_a_lowered_baseline(change: Any, capsys: pytest.CaptureFixture[str]) -> None:
    gate(change, "--update-baseline")
    change.commit({}, "Accept it")
    assert gate(change, "--base", "main") == 0
    assert "accepted by this change's baseline" in capsys.readouterr().out


def test_without_a_base_the_baseline_decides(change: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate(change) == 1
    assert "ci-on-every-change was met, is unmet: no ci.yml was found | rung explain" in capsys.readouterr().out


def test_moved_ladder_warns(change: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = change.path / "rung-baseline.json"
    file.write_text(file.read_text().replace("test.1", "test.0"))
    capsys.readouterr()
    assert gate(change) == 0
    assert "the baseline was written for ladder test.0, this Rung judges by ladder test.1" in capsys.readouterr().out


def test_named_baseline_that_is_missing_is_wrong_usage(make_repo: Make) -> None:
    assert gate(make_repo({"a": ""}), "--baseline", "nope.json") == 2


def test_shallow_clone_cannot_be_compared_and_says_how(
    make_repo: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"a": ""})
    repo.git("branch", "develop")
    repo.commit({"a": "1"})
    copy = repo.clone(tmp_path / "copy", "--depth", "1")
    assert gate(copy, "--base", "develop") == 3
    assert "fetch-depth: 0" in capsys.readouterr().err
    assert gate(copy, "--min-level", "2") == 0
    assert "! shallow clone" in capsys.readouterr().out


def test_expired_waiver_fails(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    waiver = '{practice: ci-on-every-change, by: lead, reason: "later", until: 2026-01-31}'
    repo = make_repo({"rung.yaml": f"project: x\nwaivers:\n  - {waiver}\n"})
    assert gate(repo, "--min-level", "1", "--as-of", "2026-01-30") == 0
    assert gate(repo, "--min-level", "1", "--as-of", "2026-02-02") == 1
    assert "expired on 2026-01-31 | renew or remove it" in capsys.readouterr().out


def test_json_names_the_commit(change: Any, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert gate(change, "--base", "main", "--json") == 1
    value = json.loads(capsys.readouterr().out)
    assert value["passed"] is False
    assert value["failures"][0]["commit"] == change.culprit


def test_github_annotations(change: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate(change, "--base", "main", "--format", "github") == 1
    assert "::error title=rung gate::ci-on-every-change was met, is unmet since" in capsys.readouterr().out


def test_first_project_has_nothing_to_lose(make_repo: Make) -> None:
    repo = make_repo({"a": ""})
    repo.git("checkout", "-qb", "feature")
    repo.commit({"sub/ci.yml": ""}, "Add a project")
    assert main(["gate", str(repo.path / "sub"), "--base", "main"]) == 0
