"""`rung report --framework`: what an auditor types."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rung.cli import main

Make = Callable[..., Any]


def test_lists_what_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--framework", "list"]) == 0
    printed = capsys.readouterr().out
    assert {line.split()[0] for line in printed.splitlines()} >= {"nist-ai-rmf", "iso-42001", "eu-ai-act", "aws-mlops"}


def test_each_criterion_with_its_evidence(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    repo = str(make_repo({"ci.yml": ""}).path)
    assert main(["report", repo, "--framework", "google-mlops"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "2.1 Source control" in printed
    assert "code-in-version-control met" in printed
    assert "ci.yml runs" in printed
    assert "never says that a criterion is satisfied" in printed


def test_json_at_an_earlier_moment(make_repo: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo = make_repo({"a.py": ""})
    first = repo.git("rev-parse", "HEAD").strip()
    repo.commit({"ci.yml": ""})
    file = tmp_path / "evidence.json"
    words = ["report", str(repo.path), "--framework", "ml-test-score", "--json"]
    assert main([*words, "--to", first, "-o", str(file)]) == 0
    before = json.loads(file.read_text())
    assert main(words) == 0
    after = json.loads(capsys.readouterr().out)
    assert before["commit"] == first
    assert (model_1(before)["ci-on-every-change"], model_1(after)["ci-on-every-change"]) == ("unmet", "met")


def model_1(report: dict[str, Any]) -> dict[str, str]:
    (criterion,) = [each for each in report["criteria"] if each["id"] == "Model 1"]
    return {each["id"]: each["verdict"] for each in criterion["practices"]}


def test_markdown_for_the_folder_of_the_audit(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    repo = str(make_repo({"ci.yml": ""}).path)
    assert main(["report", repo, "--framework", "eu-ai-act", "--markdown"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# ")
    assert "| Article 9 |" in printed
    assert "not legal advice" not in printed
    assert "Nothing here is legal advice" in printed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--framework", "soc2"], "no framework is called soc2"),
        (["--framework", "eu-ai-act", "--from", "90d"], "--framework reports one moment"),
        (["--framework", "eu-ai-act", "--json", "--markdown"], "written in one form"),
        (["--from", "90d", "--markdown"], "only a report by framework"),
        ([], "a beginning or a framework"),
    ],
)
def test_what_cannot_be_asked_is_told(
    words: list[str], told: str, make_repo: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(make_repo({"a.py": ""}).path), *words]) == 2
    assert told in capsys.readouterr().err


def test_a_saved_assessment_cannot_be_looked_at_again(
    make_repo: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo, saved = str(make_repo({"a.py": ""}).path), str(tmp_path / "saved.json")
    assert main(["assess", repo, "--json", "-o", saved]) == 0
    assert main(["report", repo, "--framework", "eu-ai-act", "--to", saved]) == 2
    assert "a saved assessment cannot be looked at again" in capsys.readouterr().err
