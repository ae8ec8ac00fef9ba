from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rung.cli import main

FORM = "respondent: {name}\nanswers:\n  ci: {ci}\n  deployment: yes\n  training: yes\n"


def test_forms_of_two_people_are_held_against_a_repository(
    tmp_path: Path, make_repo: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"a.py": ""})
    for name, ci in (("ann", "yes"), ("ben", "no")):
        (tmp_path / f"{name}.yaml").write_text(FORM.format(name=name, ci=ci))
    words = ["assess", "--answers", str(tmp_path / "ann.yaml"), "--answers", str(tmp_path / "ben.yaml")]
    assert main([*words, "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["described_level"], value["configured_level"]) == (3, None)
    assert value["disagreements"] == [{"question": "ci", "answers": {"ann": "yes", "ben": "no"}}]
    (tmp_path / "ben.yaml").unlink()
    assert main(["assess", "--answers", str(tmp_path / "ann.yaml"), str(repo.path)]) == 0
    assert "ci-on-every-change: no ci.yml was found" in capsys.readouterr().out


def test_a_form_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--questionnaire", "-o", str(tmp_path / "form.yaml")]) == 0
    assert "  ci:\n" in (tmp_path / "form.yaml").read_text()
    assert main(["assess", "--answers", str(tmp_path / "form.yaml")]) == 0
    assert "described level 1" in capsys.readouterr().out


def test_without_a_terminal_nobody_can_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--interview"]) == 2
    assert "rung assess --questionnaire" in capsys.readouterr().err


def test_in_a_terminal_the_next_question_follows_from_the_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = iter(["y", "hm", "no", "n"])

    def answer() -> str:
        try:
            return next(said)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", answer)
    assert main(["assess", "--interview"]) == 0
    out, err = capsys.readouterr()
    assert "described level 2" in out or "described level 1" in out
    assert "'hm' is no answer" in err
    assert " 1. Is all code" in err, "the questions stay out of the result"


def test_a_form_that_is_there_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = tmp_path / "form.yaml"
    assert main(["assess", "--questionnaire", "-o", str(form)]) == 0
    filled = form.read_text().replace("version-control:", "version-control: yes", 1)
    form.write_text(filled)
    assert main(["assess", "--questionnaire", "-o", str(form)]) == 2
    assert "may be filled in" in capsys.readouterr().err
    assert form.read_text() == filled
