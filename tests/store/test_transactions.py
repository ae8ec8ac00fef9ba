"""One transaction: all or nothing, one moment, one writer at a time, and words for whoever has to wait."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from rung.domain.event import Actor
from rung.errors import MissingBlobError, StorageError
from rung.store.opening import open_store
from rung.store.transactions import Store
from rung.store.writer import Writer
from store.postgres_server import PostgresServer
from store.values import ANN, a_run, a_version, assert_consistent

WITH_LOCKS = pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells who holds a lock")


def change_and_fail(writer: Writer) -> None:
    writer.datasets.add(a_version())
    writer.runs.begin(a_run())
    writer.audit.note("a.b", "c:d", {})
    raise MissingBlobError("gone")


def test_an_exception_undoes_everything(store: Store) -> None:
    with pytest.raises(MissingBlobError) as caught, store.writing(ANN) as writer:
        change_and_fail(writer)
    assert caught.value.where is None, "an error of another room is not touched"
    with store.reading() as reader:
        assert reader.datasets.names() == []
        assert reader.runs.latest(5) == []
        assert reader.audit.head()[0] == 0
    assert_consistent(store)


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.reading() as reader:
        with store.writing(ANN) as writer:
            writer.datasets.add(a_version())
        assert reader.datasets.names() == []
        assert reader.audit.head()[0] == 0
    with store.reading() as reader:
        assert reader.datasets.names() == ["flights"]


def test_a_reader_does_not_wait_for_a_writer(address: str) -> None:
    with open_store(address, patience=0.0) as store, store.writing(ANN) as writer:
        writer.datasets.add(a_version())
        with store.reading() as reader:
            assert reader.datasets.names() == []
        with open_store(address, patience=0.0) as another, another.reading() as reader:
            assert reader.datasets.names() == []


def test_a_transaction_without_a_change_is_no_event(store: Store) -> None:
    with store.writing(ANN) as writer:
        assert writer.audit.head()[0] == 0
    assert assert_consistent(store) == 0


def change_and_pass_over(writer: Writer, statement: str) -> None:
    writer.datasets.add(a_version("1"))
    with suppress(StorageError):
        writer.audit._connection.execute(text(statement))


def change_and_go_on(writer: Writer, statement: str) -> None:
    change_and_pass_over(writer, statement)
    writer.datasets.add(a_version("2"))


def test_a_failure_that_is_passed_over_keeps_nothing(store: Store) -> None:
    """PostgreSQL would undo everything without a word; SQLite would keep an event without its row."""
    with pytest.raises(StorageError, match="a statement failed and was passed over"), store.writing(ANN) as writer:
        change_and_pass_over(writer, "INSERT INTO rung_audit_events (number) VALUES (1)")
    assert assert_consistent(store) == 0
    with store.writing(ANN) as writer:  # the same connection, from the pool
        writer.datasets.add(a_version("1"))
    assert assert_consistent(store) == 1


@WITH_LOCKS
def test_who_waits_too_long_on_sqlite_hears_for_whom(tmp_path: Path) -> None:
    with (
        open_store(tmp_path / "s.db") as store,
        store.writing(ANN),
        open_store(tmp_path / "s.db", patience=0.1) as second,
    ):
        with pytest.raises(StorageError) as caught, second.writing(ANN):
            pytest.fail("two writers at once")
        assert str(caught.value) == (
            f"{tmp_path / 's.db'}: somebody else has been writing for more than 0.1 s: this very process"
        )
        assert caught.value.fix == "wait for it to end, or stop it: nothing is lost by that"


def test_who_waits_too_long_on_postgresql_hears_for_whom(postgres: PostgresServer) -> None:
    address = postgres.new_database()
    with open_store(address) as store, store.writing(ANN), open_store(address, patience=0.1) as second:
        with pytest.raises(StorageError) as caught, second.writing(ANN):
            pytest.fail("two writers at once")
        assert f"writing for more than 0.1 s: rung {os.getpid()}@" in str(caught.value)


def test_threads_wait_for_each_other(store: Store) -> None:
    start = Barrier(4)

    def write(name: str) -> None:
        start.wait()
        for _ in range(10):
            with store.writing(Actor(name)) as writer:
                writer.audit.note("counted", "counter", {"count": writer.audit.head()[0] + 1})

    threads = [Thread(target=write, args=[name]) for name in "abcd"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with store.reading() as reader:
        assert [each.data["count"] for each in reader.audit.events()] == list(range(1, 41))
    assert_consistent(store)


def test_several_may_open_an_empty_store_at_once(address: str) -> None:
    start, seen = Barrier(4), []

    def work(name: str) -> None:
        start.wait()
        with open_store(address) as store, store.writing(Actor(name)) as writer:
            seen.append(writer.audit.note("opened", f"by:{name}", {}).number)

    threads = [Thread(target=work, args=[name]) for name in "abcd"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(seen) == [1, 2, 3, 4]


END_SESSION = "SELECT pg_terminate_backend(pg_backend_pid())"


def test_a_session_that_the_server_ends_loses_only_its_transaction(postgres: PostgresServer) -> None:
    with open_store(postgres.new_database()) as store:
        with pytest.raises(StorageError, match="the server was shut down") as caught, store.writing(ANN) as writer:
            writer.audit._connection.execute(text(END_SESSION))
        assert caught.value.fix == "start it and do it again: nothing was half-written"
        assert assert_consistent(store) == 0
        with store.writing(ANN) as writer:
            writer.datasets.add(a_version())
        assert assert_consistent(store) == 1


def test_a_session_that_ended_unnoticed_keeps_nothing(postgres: PostgresServer) -> None:
    with open_store(postgres.new_database()) as store:
        with pytest.raises(StorageError, match="passed over"), store.writing(ANN) as writer:
            change_and_pass_over(writer, END_SESSION)
        with pytest.raises(StorageError, match="passed over"), store.writing(ANN) as writer:
            change_and_go_on(writer, END_SESSION)
        assert assert_consistent(store) == 0
