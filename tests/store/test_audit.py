"""The audit chain in the store: who did what, in order, and what a hand in the tables changes."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import Connection, Update, text, update

from rung.domain.event import Actor, AuditEvent
from rung.errors import StorageError
from rung.store.aggregate import Writings
from rung.store.approvals import ApprovalWriter
from rung.store.audit import AuditWriter, _columns
from rung.store.chain import NO_HASH, Anchor, ChainVerdict, link, verify
from rung.store.checks import CheckWriter
from rung.store.datasets import DatasetWriter
from rung.store.model_versions import ModelWriter
from rung.store.opening import open_store
from rung.store.outbox import OutboxWriter
from rung.store.releases import ReleaseWriter
from rung.store.reproductions import ReproductionWriter
from rung.store.runs import RunWriter
from rung.store.tables import AUDIT_EVENTS, AUDIT_HEAD
from rung.store.tokens import TokenWriter
from rung.store.transactions import Store
from store.values import ANN, a_version, assert_consistent


def note(store: Store, count: int) -> list[AuditEvent]:
    with store.writing(ANN) as writer:
        return [writer.audit.note("drill.ran", f"drill:{n % 2}", {"n": n, "share": n / 7}) for n in range(count)]


def test_an_empty_store_has_an_empty_chain(store: Store) -> None:
    with store.reading() as reader:
        assert reader.audit.events() == []
        assert reader.audit.head() == (0, NO_HASH)
        assert verify(reader.audit.walk()) == ChainVerdict(0, NO_HASH, 0, (), 0)


def test_an_event_says_who_did_what_and_when(store: Store) -> None:
    before = datetime.now(UTC)
    with store.writing(Actor("ci", "token")) as writer:
        event = writer.audit.note("alarm.closed", "alarm:7", {"why": "false ring – ü", "when": before})
        assert writer.audit.head() == (1, event.hash)
    with store.reading() as reader:
        assert reader.audit.events() == [event]
        assert reader.audit.head() == (1, event.hash)
    assert event.actor == Actor("ci", "token")
    assert before <= event.at <= datetime.now(UTC)
    assert datetime.fromisoformat(event.data["when"]) == before
    assert event.before == NO_HASH


def test_events_are_given_page_by_page(store: Store) -> None:
    events = note(store, 7)
    with store.reading() as reader:
        assert reader.audit.events(limit=3) == events[:3]
        assert reader.audit.events(after=3, limit=3) == events[3:6]
        assert reader.audit.events(after=6) == events[6:]
        assert reader.audit.of("drill:1") == events[1::2]
        assert list(reader.audit.walk(after=2)) == events[2:]


def test_anybody_can_compute_the_hash_without_rung(store: Store) -> None:
    event = note(store, 3)[2]
    told = {
        "number": 3, "at": event.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "actor": {"name": "ann", "via": "local"},
        "kind": "drill.ran", "subject": "drill:0", "data": {"n": 2, "share": 2 / 7}, "before": event.before,
    }  # fmt: skip
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert event.hash == hashlib.sha256(text.encode()).hexdigest()


def test_words_that_no_database_holds_are_spelt_out(store: Store) -> None:
    with store.writing(Actor("caf\udce9\0")) as writer:
        event = writer.audit.note("a\0b", "file:\udce9", {"path": "\udce9", "zero": "\0", "large": 2**80, "ü": [()]})
    with store.reading() as reader:
        assert reader.audit.events() == [event]
    assert event.actor.name == "caf\\udce9\\x00"
    assert event.data == {"path": "\\udce9", "zero": "\\x00", "large": str(2**80), "ü": [[]]}
    assert_consistent(store)


PARTS = [
    DatasetWriter,
    RunWriter,
    CheckWriter,
    ModelWriter,
    ReproductionWriter,
    OutboxWriter,
    TokenWriter,
    ApprovalWriter,
    ReleaseWriter,
    AuditWriter,
]

EDITS: dict[str, Callable[[], Update]] = {
    "at": lambda: update(AUDIT_EVENTS).values(at="2020-01-01T00:00:00.000000Z"),
    "at-is-no-time": lambda: update(AUDIT_EVENTS).values(at="yesterday"),
    "at-in-another-form": lambda: update(AUDIT_EVENTS).values(at=AUDIT_EVENTS.c.at + " "),
    "actor": lambda: update(AUDIT_EVENTS).values(actor="ben"),
    "via": lambda: update(AUDIT_EVENTS).values(via="token"),
    "kind": lambda: update(AUDIT_EVENTS).values(kind="drill.failed"),
    "subject": lambda: update(AUDIT_EVENTS).values(subject="drill:9"),
    "data": lambda: update(AUDIT_EVENTS).values(data='{"n":99}'),
    "data-is-no-json": lambda: update(AUDIT_EVENTS).values(data="{"),
    "data-is-no-mapping": lambda: update(AUDIT_EVENTS).values(data="[]"),
    "data-in-another-form": lambda: update(AUDIT_EVENTS).values(data=AUDIT_EVENTS.c.data + " "),
    "before": lambda: update(AUDIT_EVENTS).values(before="f" * 64),
    "hash": lambda: update(AUDIT_EVENTS).values(hash="f" * 64),
    "number": lambda: update(AUDIT_EVENTS).values(number=400),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_in_the_table_is_found(store: Store, edit: Callable[[], Update]) -> None:
    note(store, 6)
    by_hand(store, lambda connection: connection.execute(edit().where(AUDIT_EVENTS.c.number == 4)))
    with store.reading() as reader:
        assert not verify(reader.audit.walk()).intact


def by_hand(store: Store, change: Callable[[Connection], object]) -> None:
    with store.writing(ANN) as writer:
        change(writer.audit._connection)


@pytest.mark.parametrize("number", [1, 4, 6])
def test_a_deletion_in_the_table_is_found(store: Store, number: int) -> None:
    anchor = Anchor(6, note(store, 6)[-1].hash)
    by_hand(store, lambda each: each.execute(AUDIT_EVENTS.delete().where(AUDIT_EVENTS.c.number == number)))
    with store.reading() as reader:
        assert not verify(reader.audit.walk(), [anchor]).intact


def test_a_chain_without_its_head_can_be_read_and_not_written(store: Store) -> None:
    note(store, 2)
    by_hand(store, lambda connection: connection.execute(AUDIT_HEAD.delete()))
    with pytest.raises(StorageError, match=r"^audit chain: its head is missing$"), store.writing(ANN):
        pytest.fail("nobody may write")


def test_a_head_that_was_set_back_writes_no_second_event_of_that_number(store: Store) -> None:
    note(store, 3)
    by_hand(store, lambda connection: connection.execute(AUDIT_HEAD.update().values(number=1)))
    with pytest.raises(StorageError, match="its records contradict each other") as caught:
        note(store, 1)
    assert caught.value.fix
    assert caught.value.fix.startswith("rung audit verify")


def test_a_hundred_thousand_events_are_verified_in_five_seconds(
    tmp_path_factory: pytest.TempPathFactory, record_property: Callable[[str, object], None]
) -> None:
    count, before, rows = 100_000, NO_HASH, []
    for number in range(1, count + 1):
        event = link(
            number, datetime(2026, 1, 1, tzinfo=UTC), ANN, "run.finished", f"run:{number}", {"auc": 1 / number}, before
        )
        rows.append(_columns(event))
        before = event.hash
    with open_store(tmp_path_factory.mktemp("large") / "store.db") as store:
        by_hand(store, lambda connection: connection.execute(AUDIT_EVENTS.insert(), rows))
        start = perf_counter()
        with store.reading() as reader:
            verdict = verify(reader.audit.walk(), [Anchor(count, before)])
        seconds = perf_counter() - start
    record_property("seconds", seconds)
    assert verdict == ChainVerdict(count, before, count, (), 0)
    assert seconds < 5


def changes(tree: ast.AST) -> Iterator[ast.Call]:
    """Statements that change a table, outside the calls of `self._change`, which appends the event."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(ast.Name("self"), "_change"):
                    continue
                case ast.Name("insert" | "update" | "delete" | "text"):
                    yield node
                case ast.Attribute(_, "insert" | "update" | "delete" | "exec_driver_sql"):
                    yield node
        yield from changes(node)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_no_table_can_be_written_without_an_event(part: type[object]) -> None:
    """Whoever adds an aggregate or a method finds here that each change goes through `_change`."""
    path = Path(inspect.getfile(part))
    found = [node.lineno for node in changes(ast.parse(path.read_text()))]
    if part is AuditWriter:
        assert len(found) == 2, "the event, and the head"
    elif part is OutboxWriter:
        assert len(found) == 2, "what a change leaves to be told, and that it was told"
    else:
        assert issubclass(part, Writings)
        assert not found, f"{path.name}:{found}: a change goes through self._change"


def test_a_writer_reads_what_a_reader_reads(store: Store) -> None:
    with store.writing(ANN) as writer, store.reading() as reader:
        assert vars(writer).keys() == vars(reader).keys()
        assert {type(each) for each in vars(writer).values()} == set(PARTS)
        for name, part in vars(reader).items():
            assert isinstance(getattr(writer, name), type(part))
            assert not isinstance(part, Writings | AuditWriter)


def test_an_event_without_its_row_would_be_found(store: Store) -> None:
    """By what the other tests call at their end."""
    with store.writing(ANN) as writer:
        writer.datasets.add(a_version())
    by_hand(store, lambda connection: connection.execute(text("DELETE FROM rung_dataset_versions")))
    with pytest.raises(AssertionError, match=r"dataset\.added"):
        assert_consistent(store)
