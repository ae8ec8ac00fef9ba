"""Two processes see what one sees, whatever becomes of the second."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from rung.assess import halves, measuring, twin
from rung.assess.base import Collector
from rung.assess.engine import Engine, Evidence
from rung.workspace import Workspace

pytestmark = pytest.mark.skipif(not twin.possible(), reason="one processor, or a system without fork")
HERE = os.getpid()


class Text(Struct, frozen=True):
    value: str


class Root(Struct, frozen=True):
    value: str


class Middle(Struct, frozen=True):
    value: str


class Leaf(Struct, frozen=True):
    value: object
    notes: tuple[str, ...] = ()


LEAVES = [type(f"Leaf{number}", (Leaf,), {}, frozen=True) for number in range(12)]
for each in LEAVES:
    globals()[each.__name__] = each
    each.__module__ = __name__


class RootCollector(Collector):
    def collect(self, text: Text) -> Root:
        return Root(text.value)


class MiddleCollector(Collector):
    def collect(self, root: Root) -> Middle:
        return Middle(root.value + "!")


def leaf(kind: type[Leaf], need: type, act: Callable[[type], object]) -> Collector:
    """A collector of that type, which does `act` first."""

    def collect(self: Collector, seen: object) -> Leaf:
        return kind(act(kind) or f"{kind.__name__} of {seen}")

    collect.__annotations__ = {"seen": need, "return": kind}
    return type(f"{kind.__name__}Collector", (Collector,), {"collect": collect})()


def engine(act: Callable[[type], object]) -> Engine:
    collectors = [leaf(kind, Root if number % 2 else Middle, act) for number, kind in enumerate(LEAVES)]
    return Engine([RootCollector(), MiddleCollector(), *collectors], [], given=[Text])


def both(act: Callable[[type], object]) -> tuple[Evidence, Evidence]:
    """What one process sees, and what two see."""
    found = []
    for by_two in (False, True):
        measured = engine(act)
        evidence = measured.start({Text: Text("t")})
        measured.collect(evidence, LEAVES, by_two=by_two)
        measured.arrange(evidence)
        found.append(evidence)
    return found[0], found[1]


def same(alone: Evidence, together: Evidence) -> bool:
    return list(alone.seen.items()) == list(together.seen.items()) and alone.failed == together.failed


def test_the_same_in_the_same_order() -> None:
    alone, together = both(lambda kind: None)
    assert len(alone.seen) == 15
    assert same(alone, together)


def test_part_of_it_is_seen_by_the_other(tmp_path: Path) -> None:
    def note(kind: type) -> None:
        (tmp_path / f"{kind.__name__}-{os.getpid()}").touch()
        if os.getpid() == HERE:
            time.sleep(0.05)  # so that the other one comes to its turn

    measured = engine(note)
    measured.collect(measured.start({Text: Text("t")}), LEAVES, by_two=True)
    pids = {each.name.partition("-")[2] for each in tmp_path.iterdir()}
    assert {each.name.partition("-")[0] for each in tmp_path.iterdir()} == {each.__name__ for each in LEAVES}
    assert len(pids) >= 2


def test_a_collector_that_fails_fails_the_same() -> None:
    def act(kind: type) -> None:
        if kind is LEAVES[1] or kind is LEAVES[4]:
            raise ValueError("bad luck")

    alone, together = both(act)
    assert len(alone.failed) == 2
    assert same(alone, together)


def test_what_cannot_be_handed_over_is_seen_here() -> None:
    alone, together = both(lambda kind: lambda: kind)
    assert [type(each) for each in alone.seen.values()] == [type(each) for each in together.seen.values()]


def test_evidence_without_room_is_seen_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "MOST_BYTES", 60)
    assert same(*both(lambda kind: None))


@pytest.mark.parametrize("victim", range(12))
def test_nothing_is_lost_when_the_second_is_killed(victim: int) -> None:
    def act(kind: type) -> None:
        if os.getpid() != HERE and kind is LEAVES[victim]:
            os.kill(os.getpid(), signal.SIGKILL)
        if os.getpid() == HERE:
            time.sleep(0.005)

    assert same(*both(act))


def test_sees_alone_when_no_process_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refused)
    assert same(*both(lambda kind: None))


def test_who_ignores_the_end_of_children_gets_the_same(ignoring_children: None) -> None:
    assert same(*both(lambda kind: None))


@pytest.fixture
def ignoring_children() -> Iterator[None]:
    """As some supervisors start their programs."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGCHLD, before)


def test_a_repository_reads_the_same_by_one_and_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """This very one: every collector's evidence can be handed over, and in the same order."""
    folder = Path(__file__).parents[2]
    monkeypatch.setattr(measuring, "MANY", 1)
    together = Workspace().assess(folder, worktree=True, whole=True, as_of=date(2030, 1, 1))
    monkeypatch.setattr(twin, "possible", lambda: False)
    alone = Workspace().assess(folder, worktree=True, whole=True, as_of=date(2030, 1, 1))
    (one,), (two,) = alone.assessments, together.assessments
    assert replace(one, seconds=0.0, made_at=two.made_at) == replace(two, seconds=0.0)
