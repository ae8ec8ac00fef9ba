from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from rung.cli import main

Make = Callable[..., Any]


def test_list_is_by_level(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    out = capsys.readouterr().out
    assert out.index("Level 2 Repeatable") < out.index("code-in-version-control") < out.index("Level 3 Automated")


def test_page_says_why_how_and_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "capacity-managed"]) == 0
    out = capsys.readouterr().out
    for each in ("capacity-managed · level 4 Scalable", "first step  set limits", "needs       ci-on-every-change"):
        assert each in out


def test_unknown_practice_is_met_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "capacity-manged"]) == 2
    assert "did you mean capacity-managed?" in capsys.readouterr().err


def test_here_adds_what_was_found(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    repo = make_repo({"ci.yml": ""})
    assert main(["explain", "ci-on-every-change", "--here", "-C", str(repo.path)]) == 0
    out = capsys.readouterr().out
    assert "met: ci.yml runs" in out
    assert "    ci.yml:1" in out
    assert "practised is needed" in out


def test_explain_json(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    repo = make_repo({"a": ""})
    main(["explain", "capacity-managed", "--json", "--here", "-C", str(repo.path)])
    value = json.loads(capsys.readouterr().out)
    assert (value["level"], value["here"][0]["verdict"]) == (4, "unmet")
    main(["explain", "--json"])
    assert len(json.loads(capsys.readouterr().out)) == 3


def test_plan_names_the_first_step(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(make_repo({"a": ""}).path)]) == 0
    out = capsys.readouterr().out
    assert " 1. ci-on-every-change" in out
    assert "do       add ci.yml" in out


def test_plan_if(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    repo = str(make_repo({"a": ""}).path)
    assert main(["plan", "--if", "ci-on-every-change,capacity-managed", repo]) == 0
    assert " configured  2 → 5" in capsys.readouterr().out
    assert main(["plan", "--if", "nope", repo]) == 2


def test_plan_json(make_repo: Make, capsys: pytest.CaptureFixture[str]) -> None:
    main(["plan", "--json", str(make_repo({"a": ""}).path)])
    value = json.loads(capsys.readouterr().out)
    assert [each["practice"] for each in value["steps"]] == ["ci-on-every-change"]
