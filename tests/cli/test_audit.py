"""`rung audit`: an auditor reads what happened, anchors it, and finds what was changed behind everybody's back."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from rung.cli import main
from rung.domain.event import Actor
from rung.store.opening import open_store


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "rung.yaml").write_text("project: flights\n")
    store = open_store(tmp_path / ".rung" / "store.db")
    for number in range(5):
        with store.writing(Actor(f"person {number}")) as writer:
            writer.audit.note("model.thought-about", f"model:flights@{number}", {"number": number})
    store.close()
    return tmp_path


def run(folder: Path, *words: str) -> int:
    return main(["audit", *words, "-C", str(folder)])


def test_the_newest_events_are_shown(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "show", "--limit", "2") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["4", "5"]
    assert "person 4  model.thought-about  model:flights@4" in lines[1]
    assert run(project, "show", "model:flights@1", "--json") == 0
    (event,) = json.loads(capsys.readouterr().out)
    assert (event["number"], event["actor"]["name"], event["data"]) == (2, "person 1", {"number": 1})
    assert run(project, "show", "model:x") == 0
    assert capsys.readouterr().out == "nothing has happened to model:x\n"


def test_a_whole_chain_is_anchored_and_verified(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "verify") == 0
    assert "5 events, chain intact" in (said := capsys.readouterr().out)
    assert "no anchor" in said
    assert run(project, "anchor") == 0
    assert run(project, "verify") == 0
    assert "anchored up to the last event by audit-anchors.jsonl" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE rung_audit_events SET actor = 'somebody' WHERE number = 3", "event 3 is not what was written"),
        ("DELETE FROM rung_audit_events WHERE number = 2", "event 3 stands where event 2 belongs"),
        ("DELETE FROM rung_audit_events WHERE number = 5", "an anchor names event 5, which is not there"),
    ],
)
def test_what_was_changed_is_found(project: Path, capsys: pytest.CaptureFixture[str], sql: str, says: str) -> None:
    assert run(project, "anchor") == 0
    with sqlite3.connect(project / ".rung" / "store.db") as database:
        database.execute(sql)
    database.close()
    assert run(project, "verify") == 1
    assert says in capsys.readouterr().out
    assert run(project, "anchor") == 1
    assert "rung audit verify" in capsys.readouterr().err


def test_a_tail_that_is_gone_shows_without_an_anchor_while_the_head_stands(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(project / ".rung" / "store.db") as database:
        database.execute("DELETE FROM rung_audit_events WHERE number = 5")
    database.close()
    assert run(project, "verify") == 1
    assert "the chain ends at event 4, and its head is event 5" in capsys.readouterr().err


def test_a_project_without_events_and_a_folder_without_a_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "show") == 2
    assert "rung init" in capsys.readouterr().err
    (tmp_path / "rung.yaml").write_text("project: p\n")
    assert run(tmp_path, "verify") == 0
    assert capsys.readouterr().out == "nothing has happened yet\n"
    assert (tmp_path / ".rung" / ".gitignore").read_text() == "*\n"
    assert run(tmp_path, "anchor") == 2
