"""Which sources are read, and which are not."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rung.assess.records.sources import read_records
from rung.assess.tree.memory import MemoryTree
from rung.domain.record import Alarm
from rung.errors import SourceError
from rung.project import Manifest
from rung.project.manifest import Record as Named

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LINE = '{"kind":"ci_run","at":"2026-11-01T10:00:00Z","status":"success","workflow":"t","id":"1"}\n'
RANGE = {
    "status": "success",
    "data": {
        "resultType": "matrix",
        "result": [
            {"metric": {"__name__": "http_requests_total", "job": "api"}, "values": [[1795300000, "1"], [1795300060, "2"]]},
            {"metric": {"__name__": "ALERTS", "alertname": "DriftHigh", "alertstate": "firing"},
             "values": [[1795300000, "1"], [1795300060, "1"], [1795303600, "1"]]},
            {"metric": {}, "values": []},
        ],
    },
}  # fmt: skip


def read(root: Path, *named: Named, online: bool = False, files: tuple[Path, ...] = ()) -> object:
    return read_records(MemoryTree({}), Manifest(records=named), root, NOW, files=files, online=online)


def test_files_of_a_pattern_and_those_named_count_once(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    for name in ("a", "b"):
        (tmp_path / "records" / f"{name}.jsonl").write_text(LINE)
    records = read(tmp_path, Named(jsonl="records/*.jsonl"), files=(tmp_path / "records" / "a.jsonl",))
    assert len(records.all) == 1  # type: ignore[attr-defined]
    assert [each.source for each in records.seen][:2] == ["records/a.jsonl", "records/b.jsonl"]  # type: ignore[attr-defined]


def test_a_server_is_not_asked_unless_one_says_so(tmp_path: Path) -> None:
    records = read(tmp_path, Named(mlflow="http://127.0.0.1:9"))
    assert records.seen[0].problems == ("was not asked; with --online it is",)  # type: ignore[attr-defined]


def test_a_variable_that_is_not_set_is_told(tmp_path: Path) -> None:
    records = read(tmp_path, Named(mlflow="${env:RUNG_TEST_NOWHERE}"))
    assert records.seen[0].problems == ("the variable RUNG_TEST_NOWHERE is not set",)  # type: ignore[attr-defined]


def test_a_pattern_without_files_is_told(tmp_path: Path) -> None:
    assert read(tmp_path, Named(jsonl="none/*.jsonl")).seen[0].problems == ("no such file",)  # type: ignore[attr-defined]


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there are no such records"):
        read(tmp_path, files=(tmp_path / "none.jsonl",))


def test_an_export_of_prometheus_is_known_by_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "range.json"
    path.write_text(json.dumps(RANGE))
    records = read(tmp_path, files=(path,))
    alarms = records.of(Alarm)  # type: ignore[attr-defined]
    assert [(each.name, each.fired) for each in alarms if each.fired] == [("DriftHigh", True), ("DriftHigh", True)]
    assert {each.about for each in alarms} == {"service", "drift"}
    assert records.series[0].points == 2  # type: ignore[attr-defined]
    assert records.seen[0].problems == ("series 3 holds no points that can be read",)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text", ['{"status":"success","data":{"resultType":"matrix"', '{"status":"success","resultType":1}']
)
def test_a_broken_export_is_a_note(tmp_path: Path, text: str) -> None:
    path = tmp_path / "range.json"
    path.write_text(text)
    records = read(tmp_path, files=(path,))
    assert "is not a range export" in records.seen[0].problems[0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["/dev/zero", "pipe.jsonl"])
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its file system")
def test_neither_a_pipe_nor_a_device_is_waited_for(address: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    for record in (Named(jsonl=address), Named(mlflow=address)):
        told = read_records(MemoryTree({}), Manifest(records=(record,)), tmp_path, NOW, online=True)
        (seen,) = told.seen
        assert "no regular file" in " ".join(seen.problems) or "no such" in " ".join(seen.problems)


@pytest.mark.parametrize("address", ["../secret.jsonl", "/etc/passwd", "sub/../../secret.jsonl"])
def test_a_strangers_file_does_not_have_others_read(address: str, tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    (tmp_path / "secret.jsonl").write_text("{}\n")
    for record in (Named(jsonl=address), Named(mlflow=address)):
        (seen,) = read_records(MemoryTree({}), Manifest(records=(record,)), root, NOW).seen
        assert "outside of the repository" in " ".join(seen.problems)


@pytest.mark.parametrize("address", ["FILE:../secret.jsonl", "file:../secret.jsonl", "sqlite:///../secret.jsonl"])
def test_an_address_of_a_store_does_not_lead_out_however_it_is_written(address: str, tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    absolute = address.replace("../", f"{tmp_path}/")
    for each in (address, absolute):
        (seen,) = read_records(MemoryTree({}), Manifest(records=(Named(mlflow=each),)), root, NOW).seen
        assert "outside of the repository" in " ".join(seen.problems)


@pytest.mark.parametrize(
    "pattern", ["*.jsonl", "link.jsonl", "http://../../secret.jsonl", "file:a?/../../secret.jsonl"]
)
def test_neither_a_link_nor_a_name_like_an_address_leads_a_pattern_out(pattern: str, tmp_path: Path) -> None:
    root = tmp_path / "repo"
    for folder in ("http:", "file:a?"):
        (root / folder).mkdir(parents=True)
    (tmp_path / "secret.jsonl").write_text("{}\n")
    (root / "link.jsonl").symlink_to(tmp_path / "secret.jsonl")
    (seen,) = read_records(MemoryTree({}), Manifest(records=(Named(jsonl=pattern),)), root, NOW).seen
    assert seen.problems == ("lies outside of the repository and was not read; with --online it is",)


@pytest.mark.parametrize("address", ["HTTP://127.0.0.1:9", "Https://127.0.0.1:9", "http:127.0.0.1:9"])
def test_a_server_is_not_asked_however_its_address_is_written(address: str, tmp_path: Path) -> None:
    (seen,) = read_records(MemoryTree({}), Manifest(records=(Named(mlflow=address),)), tmp_path, NOW).seen
    assert seen.problems == ("was not asked; with --online it is",)


@pytest.mark.parametrize("address", ["http://[x", "file://[x", "sqlite://[x"])
def test_an_address_that_is_none_is_told(address: str, tmp_path: Path) -> None:
    for online in (False, True):
        told = read_records(MemoryTree({}), Manifest(records=(Named(mlflow=address),)), tmp_path, NOW, online=online)
        assert told.seen[0].problems


def test_nesting_without_end_is_one_line_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "deep.jsonl").write_text('{"a":' * 5000 + "1" + "}" * 5000 + "\n")
    (seen,) = read_records(MemoryTree({}), Manifest(records=(Named(jsonl="deep.jsonl"),)), tmp_path, NOW).seen
    assert "line 1" in " ".join(seen.problems)
