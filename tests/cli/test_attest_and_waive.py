from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rung.cli import main
from rung.cli.days import today
from rung.cli.spoken import last_day
from rung.errors import UsageError
from rung.project.reading import read_manifest


def test_a_word_is_written_and_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["-C", str(tmp_path)]
    assert main(["attest", "owner-and-goal-named", "--by", "team lead", "--says", "ops answers for it", *where]) == 0
    assert main(["waive", "capacity-managed", "--by", "cto", "--reason", "one VM", "--until", "30d", *where]) == 0
    manifest = read_manifest((tmp_path / "rung.yaml").read_text())
    assert manifest.attestations[0].by == "team lead"
    assert (manifest.waivers[0].until - today()).days == 30
    assert "it counts once it is committed" in capsys.readouterr().err
    main(["attest", "--list", *where])
    first, second = capsys.readouterr().out.splitlines()
    assert ("soon" in first, "capacity-managed" in first) == (True, True)
    assert ("stands" in second, "ops answers for it" in second) == (True, True)
    main(["waive", "--list", "--json", *where])
    assert [row["kind"] for row in json.loads(capsys.readouterr().out)["entries"]] == ["waiver", "attestation"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["attest", "owner-and-goal-namd", "--by", "x", "--says", "y"], "did you mean owner-and-goal-named?"),
        (["attest", "model-card"], "an attestation needs a person and a sentence"),
        (["waive", "model-card", "--by", "x", "--reason", "y"], "a waiver needs a person, a reason and a last day"),
        (["waive", "model-card", "--by", "x", "--reason", "y", "--until", "2020-01-01"], "has passed"),
        (["waive", "model-card", "--by", "x", "--reason", "y", "--until", "9y"], "more than three years ahead"),
        (
            ["waive", "model-card", "--by", "x", "--reason", "y", "--until", "soon"],
            "neither a date nor a length of time",
        ),
    ],
)
def test_what_is_missing_is_said_and_nothing_written(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "-C", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["waive", "-C", str(tmp_path)]) == 0
    assert "nothing is attested or waived" in capsys.readouterr().out


def test_a_last_day_is_a_day_or_a_length_of_time() -> None:
    assert (last_day("1w") - today()).days == 7
    with pytest.raises(UsageError):
        last_day("")


def test_what_was_said_already_is_not_said_twice(
    make_repo: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(make_repo({"a.py": ""}).path)
    words = ["waive", "capacity-managed", "--by", "lead", "--reason", "one machine", "--until", "90d", "-C", folder]
    assert main(words) == 0
    assert main(words) == 2
    assert "lead has said so of capacity-managed already" in capsys.readouterr().err
    assert main([*words, "--place", "deploy/"]) == 0
