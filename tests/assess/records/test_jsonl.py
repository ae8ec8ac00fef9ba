"""Files in the published format: what counts, what is told, and that nothing is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.assess.records import Whose
from rung.assess.records.jsonl import JsonLines
from rung.assess.records.schema import json_schema
from rung.domain.record import KINDS, CiRun, Record, kind_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
GOOD = {"kind": "ci_run", "at": "2026-11-01T10:00:00Z", "status": "success", "workflow": "tests"}


def read(path: Path, *lines: object, whose: Whose = Whose()) -> tuple[list[Record], tuple[str, ...], int]:  # noqa: B008
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines), encoding="utf-8")
    reading = JsonLines(path, "ci.jsonl").read(whose, NOW)
    return list(reading.records), reading.seen.problems, reading.seen.unmatched


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ci.jsonl"


def test_ten_lines_of_any_system_are_enough(path: Path) -> None:
    records, problems, _ = read(path, GOOD, "", GOOD)
    assert [kind_of(each) for each in records] == ["ci_run", "ci_run"]
    assert problems == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"kind": "ci_run", "at": "2026-11-0', "line 2: cut off, or not JSON"),
        ({**GOOD, "statu": "x"}, "line 2: unknown field statu; did you mean status?"),
        ({**GOOD, "zzz": 1}, "line 2: unknown field zzz; own data belongs in extra"),
        ({**GOOD, "at": "2026-11-01T10:00:00"}, "timezone"),
        ({**GOOD, "at": "2027-11-01T10:00:00Z"}, "line 2: lies in the future: 2027-11-01"),
        ({**GOOD, "kind": "party"}, "Invalid value 'party'"),
        ({**GOOD, "format": 9}, "written in format 9, this version reads 1: upgrade rung"),
        ("[]", "Expected object"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_count(path: Path, line: object, told: str) -> None:
    records, problems, _ = read(path, GOOD, line, GOOD)
    assert len(records) == 2
    assert told in problems[0]


def test_many_broken_lines_are_counted(path: Path) -> None:
    _, problems, _ = read(path, *["{"] * 12)
    assert len(problems) == 6
    assert problems[-1] == "and 7 more lines that cannot be read"


def test_the_same_event_twice_is_one_and_the_later_word_counts(path: Path) -> None:
    records, _, _ = read(path, {**GOOD, "id": "7", "status": "failure"}, {**GOOD, "id": "7"})
    assert [each.status for each in records if isinstance(each, CiRun)] == ["success"]


def test_events_of_other_projects_are_counted_apart(path: Path) -> None:
    records, _, unmatched = read(
        path, {**GOOD, "project": "fraud"}, {**GOOD, "project": "churn"}, GOOD, whose=Whose("churn")
    )
    assert (len(records), unmatched) == (2, 1)


def test_a_file_that_is_gone_is_a_note(tmp_path: Path) -> None:
    reading = JsonLines(tmp_path / "none", "none").read(Whose(), NOW)
    assert reading.seen.problems[0].startswith("cannot be read")


def test_an_endless_line_does_not_fill_the_memory(path: Path) -> None:
    records, problems, _ = read(path, "x" * 3_000_000, GOOD)
    assert len(records) == 1
    assert len(problems) == 1


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_any_bytes_give_a_reading(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "a.jsonl"
    path.write_bytes(b"\n".join(lines))
    JsonLines(path, "a.jsonl").read(Whose(), NOW)


def test_the_schema_knows_every_kind() -> None:
    text = json.dumps(json_schema())
    assert all(str(kind.__struct_config__.tag) in text for kind in KINDS)


def test_what_is_written_can_be_read() -> None:
    record = CiRun(at=NOW, status="success", workflow="tests", extra={"runner": "big"})
    assert msgspec.json.decode(msgspec.json.encode(record), type=Record) == record
