"""What a look at a store finds, in a file without SQLAlchemy and on a server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from kept import Kept
from rung.domain.run import RunStatus
from rung.errors import StorageError, UsageError
from rung.store.chain import Anchor
from rung.store.recorded import look, tables
from rung.store.recorded.base import Wanted
from rung.store.recorded.looking import KNOWN
from rung.store.schema import newest
from rung.store.tables import METADATA
from rung.store.transactions import Store
from store.values import ANN, NOON, a_check, a_run, a_step, a_version, later


def place(address: str) -> Path | str:
    return address if "://" in address else Path(address)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day that the records of `store.values` bear."""
    from datetime import datetime
    from typing import Any

    from rung.store import audit

    class Day(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return NOON.astimezone(tz)

    monkeypatch.setattr(audit, "datetime", Day)


@pytest.mark.usefixtures("today")
def test_records_are_found_as_the_reader_finds_them(address: str, store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.datasets.add(a_version())
        writer.checks.add(a_check())
        writer.runs.begin(a_run(params={"depth": 3}, datasets={"flights": "3f"}))
        writer.runs.finish("r1", RunStatus.SUCCESS, later(60), {"auc": 0.8}, steps=[a_step()], cpu_seconds=2.0)
    found = look(place(address), "the store")
    assert found.chain.intact
    assert found.damaged == ()
    with store.reading() as reader:
        assert [each.value for each in found.runs] == reader.runs.latest()
        assert [each.value for each in found.checks] == reader.checks.history("flights")
        assert [each.value for each in found.datasets] == [
            replace(each, files=()) for each in reader.datasets.versions("flights")
        ]
        events = reader.audit.events()
    assert [each.wrong for each in (*found.runs, *found.checks, *found.datasets)] == ["", "", ""]
    assert [each.event for each in (*found.datasets, *found.checks, *found.runs)] == [events[0], events[1], events[3]]


@pytest.mark.usefixtures("today")
def test_anchors_are_held_against_the_chain(address: str, store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.datasets.add(a_version())
        head = writer.audit.head()
    assert look(place(address), "the store", [Anchor(*head)]).chain.anchored == 1
    assert not look(place(address), "the store", [Anchor(1, "f" * 64)]).chain.intact


def test_an_empty_store_holds_nothing(address: str, store: Store) -> None:
    found = look(place(address), "the store")
    assert (found.chain.intact, found.chain.events, found.runs) == (True, 0, ())


def test_looking_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is not there"):
        look(tmp_path / "none.db", "none.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", ["postgresql://host:port/db", "ftp://host/db"])
def test_an_address_that_cannot_be_understood_is_refused(given: str) -> None:
    with pytest.raises(UsageError):
        look(given, given)


def test_a_database_that_is_no_store_stays_as_it_is(address: str) -> None:
    if "://" not in address:
        pytest.skip("see tests/assess/records/test_own.py")
    with pytest.raises(StorageError, match="is no store of Rung"):
        look(address, "the store")
    with pytest.raises(StorageError, match="is no store of Rung"):
        look(address, "the store")


@pytest.mark.parametrize("wanted", [*tables.ALL, tables.EVENTS, tables.HEAD], ids=lambda each: each.table)
def test_the_tables_are_those_of_the_store(wanted: Wanted) -> None:
    there = METADATA.tables[wanted.table].c
    assert set(wanted.columns) <= set(there.keys())
    kinds = {name: type(column.type).__name__ for name, column in there.items() if name in wanted.columns}
    assert {name for name, kind in kinds.items() if kind == "LargeBinary"} == set(wanted.packed)
    assert {name for name, kind in kinds.items() if kind == "Moment"} == set(wanted.moments)
    assert {name for name, kind in kinds.items() if kind == "Boolean"} == set(wanted.truths)


def test_the_newest_schema_is_known() -> None:
    assert newest() == KNOWN, "describe the tables of the new schema in rung.store.recorded, then raise KNOWN"


def test_a_file_is_looked_at_without_sqlalchemy(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.run("r1")
    code = (
        "import sys; sys.modules['sqlalchemy'] = None\n"
        "from pathlib import Path\n"
        "from rung.store.recorded import look\n"
        "print(len(look(Path(sys.argv[1]), 'the store').runs))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(kept.path)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("1\n", "")
