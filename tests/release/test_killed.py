"""kill -9 before and after every commit of a release: the store is whole, and the next call completes or says so."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from release.models import APPROVER, GOOD, ON_CALL, a_wish, registered
from rung.domain.release import Environment
from rung.govern.approvals import Rules, approved
from rung.release.releasing import release
from rung.release.rolling_back import roll_back
from rung.store.opening import open_store
from rung.store.transactions import Store
from store.values import NOON, a_release, assert_consistent

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
PRODUCTION = Environment.PRODUCTION
POINTS = [
    ("before", "rung.store.approvals:ApprovalWriter.ask"),
    ("after", "rung.store.approvals:ApprovalWriter.ask"),
    ("before", "rung.store.releases:ReleaseWriter.make"),
    ("before", "rung.store.model_versions:ModelWriter.point"),
    ("after", "rung.store.releases:ReleaseWriter.make"),
    ("after", "rung.store.audit:AuditWriter.settle"),
    ("before", "sqlalchemy:Connection.commit"),
    ("after", "sqlalchemy:Connection.commit"),
]


def kill_at(monkeypatch: pytest.MonkeyPatch, when: str, where: str) -> None:
    """This process kills itself there."""
    module, _, path = where.partition(":")
    owner, name = path.split(".")
    holder = getattr(__import__(module, fromlist=[owner]), owner)
    call: Callable[..., Any] = getattr(holder, name)

    def instead(*words: Any, **named: Any) -> Any:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        call(*words, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(holder, name, instead)


def killed(work: Callable[[], None]) -> bool:
    """Whether the work ended by the signal and not by itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads: this process does nothing else meanwhile
        child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def in_child(address: Path, when: str, where: str, work: Callable[[Store], object]) -> bool:
    def run() -> None:
        with open_store(address) as store, pytest.MonkeyPatch.context() as monkeypatch:
            kill_at(monkeypatch, when, where)
            work(store)

    return killed(run)


@pytest.mark.parametrize(("when", "where"), POINTS)
def test_a_release(tmp_path: Path, when: str, where: str) -> None:
    address = tmp_path / "store.db"
    with open_store(address) as store:
        (version,) = registered(store, "one")
    wish = a_wish(version)
    deaths = in_child(address, when, where, lambda store: release(store, wish, lambda: GOOD))
    with open_store(address) as store:
        assert_consistent(store)
        asked = release(store, wish, lambda: GOOD)
        assert asked.waits
        assert asked.approval
        with store.reading() as reader:
            assert len(reader.approvals.pending()) == 1, "a question is asked once"
        with store.writing(APPROVER.actor) as writer:
            writer.approvals.decide(approved(asked.approval, APPROVER, "fine", Rules(), NOON))
    deaths += in_child(address, when, where, lambda store: release(store, wish, lambda: GOOD))
    assert deaths, "nobody came by that point"
    with open_store(address) as store:
        assert_consistent(store)
        done = release(store, wish, lambda: GOOD)
        assert done.release
        assert done.release.approval == asked.approval.id
        with store.reading() as reader:
            assert reader.releases.history("flights") == [done.release]
        assert_consistent(store)


@pytest.mark.parametrize(("when", "where"), POINTS[2:])
def test_a_rollback(tmp_path: Path, when: str, where: str) -> None:
    address = tmp_path / "store.db"

    def back(store: Store) -> Any:
        return roll_back(store, "flights", PRODUCTION, ON_CALL, NOON, lambda _: ())

    with open_store(address) as store:
        versions = registered(store, "one", "two", "three")
        for each in versions:
            with store.writing(ON_CALL.actor) as writer:
                writer.releases.make(a_release(each.version, each.run or ""))
    assert in_child(address, when, where, back)
    with open_store(address) as store:
        assert_consistent(store)
        assert back(store).release.version == 2, "one step back, however often it was tried"
        assert assert_consistent(store)
        with store.reading() as reader:
            assert len(reader.releases.history("flights")) == 4
