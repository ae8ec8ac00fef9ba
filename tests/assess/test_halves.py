"""Two processes see what one sees, whatever becomes of the second."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from rung.assess import halves, measuring, twin
from rung.assess.base import Collector
from rung.assess.engine import Engine, Evidence
from rung.assess.tree.base import Tree
from rung.assess.tree.memory import MemoryTree
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


class Stubborn:
    """Can be packed, and not unpacked."""

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        return refuse, ()


def refuse() -> object:
    raise RuntimeError("not again")


TREE = MemoryTree({})


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


def engine(act: Callable[[type], object], given: Sequence[type] = (Text,), needs: Sequence[type] = (Middle,)) -> Engine:
    """Leaves that need these in turn: those of `Middle` can all be collected at once."""
    collectors = [leaf(kind, needs[number % len(needs)], act) for number, kind in enumerate(LEAVES)]
    return Engine([RootCollector(), MiddleCollector(), *collectors], [], given=given)


def seen(act: Callable[[type], object], *, by_two: bool, needs: Sequence[type] = (Middle,)) -> Evidence:
    measured = engine(act, needs=needs)
    evidence = measured.start({Text: Text("t")})
    measured.collect(evidence, LEAVES, by_two=by_two)
    measured.arrange(evidence)
    return evidence


def both(act: Callable[[type], object]) -> tuple[Evidence, Evidence]:
    """What one process sees, and what two see."""
    return seen(act, by_two=False, needs=(Middle, Root)), seen(act, by_two=True, needs=(Middle, Root))


def same(alone: Evidence, together: Evidence) -> bool:
    return list(alone.seen.items()) == list(together.seen.items()) and alone.failed == together.failed


def test_the_same_in_the_same_order() -> None:
    alone, together = both(lambda kind: None)
    assert len(alone.seen) == 15
    assert same(alone, together)


def ended(pid: int) -> int:
    """Wait until that process is dead, and leave it to be waited for; the signal or exit code it ended by."""
    other = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert other is not None
    return other.si_status


@pytest.fixture
def begun(tmp_path: Path) -> Callable[[], bool]:
    """Lets the other process go on only when this one has a collector of its own; true in this one."""
    sign = tmp_path / "begun"

    def meet() -> bool:
        if os.getpid() == HERE:
            sign.touch()
            return True
        while not sign.exists():
            pass
        return False

    return meet


def test_all_but_one_is_seen_by_the_other_where_this_one_is_slow(
    tmp_path: Path, begun: Callable[[], bool], born: list[int]
) -> None:
    def note(kind: type) -> None:
        (tmp_path / f"{kind.__name__}-{os.getpid()}").touch()
        if begun():
            ended(born[-1])

    measured = engine(note)
    measured.collect(measured.start({Text: Text("t")}), LEAVES, by_two=True)
    seen = [each.name.split("-") for each in tmp_path.glob("*-*")]
    assert sorted(name for name, _ in seen) == sorted(each.__name__ for each in LEAVES)
    assert [pid for _, pid in seen].count(str(HERE)) == 1


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


@pytest.mark.parametrize("before", range(11))
def test_nothing_is_lost_when_the_second_is_killed(before: int, tmp_path: Path, born: list[int]) -> None:
    """After it has seen that many."""
    ends = []

    def act(kind: type) -> None:
        if os.getpid() != HERE:
            if len(list(tmp_path.iterdir())) == before:
                os.kill(os.getpid(), signal.SIGKILL)
            (tmp_path / kind.__name__).touch()
        elif not ends:
            ends.append(ended(born[-1]))

    alone = seen(lambda kind: None, by_two=False)
    assert same(alone, seen(act, by_two=True))
    assert ends == [signal.SIGKILL]


def test_no_process_is_left_when_this_one_is_interrupted(begun: Callable[[], bool], born: list[int]) -> None:
    def act(kind: type) -> None:
        if begun():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seen(act, by_two=True)
    with pytest.raises(ChildProcessError):
        os.waitpid(born[-1], os.WNOHANG)


def test_what_does_not_come_back_is_seen_here() -> None:
    """As evidence of a stranger's collector may be made."""
    alone, together = both(lambda kind: Stubborn())
    assert [type(each) for each in alone.seen.values()] == [type(each) for each in together.seen.values()]


def test_damage_that_the_other_met_is_told(begun: Callable[[], bool], born: list[int]) -> None:
    def read(kind: type) -> None:
        if begun():
            ended(born[-1])
        else:
            TREE.damaged.add(kind.__name__)

    TREE.damaged.clear()
    measured = engine(read, given=[Text, Tree])
    measured.collect(measured.start({Text: Text("t"), Tree: TREE}), LEAVES, by_two=True)
    assert len(TREE.damaged) == len(LEAVES) - 1


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
