"""Two readers give what one gives, whatever becomes of the second."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from msgspec.structs import replace

from rung.assess import twin
from rung.assess.code import reading, second
from rung.assess.code.ahead import Ahead, read_modules, reading_ahead
from rung.assess.code.link import link
from rung.assess.parse import python
from rung.assess.parse.python_facts import Module
from rung.assess.parse.shelf import Shelf
from rung.assess.parse.wire import pack, unpack
from rung.assess.tree.memory import MemoryTree

SOURCES = {
    f"pkg/m{number:02}.py": f"""
import mlflow
from pkg.m{(number + 1) % 40:02} import go as other

@task(retries=3)
def go(rows: list[int] = [1, -2.5, None, True], *, key="runs:/{{x}}") -> None:
    with mlflow.start_run(run_name=f"r{{rows}}") as run:
        if max(rows) > {number} and "psi" in key:
            raise ValueError("too far")
    frame["target"] = other(path="data/x.csv", callback=go, **key)

class Model(Base):
    limit: float = 0.1
"""
    for number in range(40)
}
TREE = MemoryTree(dict(SOURCES))
PATHS = sorted(SOURCES)

needs_second = pytest.mark.skipif(not twin.possible(), reason="one processor, or a system without fork")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> dict[str, Module]:
    """What one process reads."""
    with monkeypatch.context() as patch:
        patch.setattr(twin, "possible", lambda: False)
        return read_modules(TREE, PATHS)


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second process also for little."""
    monkeypatch.setattr(second, "WORTH_IT", 0)


@needs_second
@pytest.mark.usefixtures("eager")
def test_both_give_the_same(alone: dict[str, Module]) -> None:
    found = read_modules(TREE, PATHS)
    assert list(found) == PATHS
    assert found == alone


@needs_second
@pytest.mark.usefixtures("eager")
def test_nothing_is_lost_when_the_second_is_killed(
    alone: dict[str, Module], monkeypatch: pytest.MonkeyPatch, born: list[int]
) -> None:
    parent, real = os.getpid(), reading.read_source

    def dies(path: str, text: str) -> Module:
        if os.getpid() != parent and path == PATHS[-3]:
            os.kill(os.getpid(), signal.SIGKILL)
        if os.getpid() == parent and path == PATHS[0]:
            os.waitid(os.P_PID, born[-1], os.WEXITED | os.WNOWAIT)  # the other is dead before this one goes on
        return real(path, text)

    monkeypatch.setattr(reading, "read_source", dies)
    assert read_modules(TREE, PATHS) == alone


@needs_second
@pytest.mark.usefixtures("eager")
def test_nothing_is_lost_when_its_memory_is_full(alone: dict[str, Module], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "_ROOM", 0)
    monkeypatch.setattr(second, "_SPARE", 4_096)
    assert read_modules(TREE, PATHS) == alone


@needs_second
@pytest.mark.usefixtures("eager")
def test_reads_alone_when_no_process_can_be_had(alone: dict[str, Module], monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refused)
    assert read_modules(TREE, PATHS) == alone


@needs_second
@pytest.mark.usefixtures("eager")
def test_what_is_read_ahead_and_not_wanted_is_no_loss(alone: dict[str, Module]) -> None:
    tree = MemoryTree({**SOURCES, "vendor/x.py": "import a", "notes.txt": "", "b.R": "fit <- lm(y ~ x)"})
    with reading_ahead(tree):
        assert isinstance(tree.shelf, Ahead)
        assert read_modules(tree, PATHS) == alone
    assert not isinstance(tree.shelf, Ahead)


@needs_second
@pytest.mark.usefixtures("eager")
def test_the_second_is_stopped_when_nobody_asks(born: list[int]) -> None:
    with pytest.raises(ZeroDivisionError), reading_ahead(MemoryTree(dict(SOURCES))):
        _ = 1 / 0
    with pytest.raises(ChildProcessError):
        os.waitpid(born[-1], os.WNOHANG)


@needs_second
@pytest.mark.usefixtures("eager")
def test_the_shelf_below_keeps_what_both_read(alone: dict[str, Module]) -> None:
    tree = MemoryTree(dict(SOURCES))
    tree.entries = {path: replace(entry, blob=path) for path, entry in tree.entries.items()}
    tree.shelf = shelf = Shelf()
    assert read_modules(tree, PATHS) == alone
    assert len(shelf.added) == len(PATHS)
    assert read_modules(tree, PATHS) == alone


@needs_second
@pytest.mark.usefixtures("eager")
def test_what_is_nested_too_deeply_does_not_depend_on_who_asks_from_where(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = MemoryTree({f"m{terms}.py": "x = a" + " + a" * terms for terms in range(250, 400)})

    def refused(frames: int) -> list[str]:
        if frames:
            return refused(frames - 1)
        return [path for path, module in read_modules(tree, list(tree.entries)).items() if module.error]

    by_two = refused(0)
    monkeypatch.setattr(twin, "possible", lambda: False)
    assert refused(0) == by_two == refused(50)


def test_a_process_with_threads_is_not_doubled() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert not twin.possible()
    finally:
        done.set()
        other.join()


def test_what_cannot_be_packed_is_left_to_the_first() -> None:
    assert pack(python.read('x = f("\\ud800")', "a.py")) is None


def test_a_module_survives_the_way() -> None:
    module = python.read(SOURCES[PATHS[0]] + f"\nBIG = {2**70}\nNAN = float('nan')\n", PATHS[0], "pkg.m00")
    packed = pack(module)
    assert packed is not None
    assert unpack(packed) == module


def test_decorators_are_linked_after_the_way() -> None:
    sources = {"tools.py": "from prefect import task\n", "a.py": "import tools\n@tools.task()\ndef f(): ...\n"}
    modules = {path: python.read(text, path, path.removesuffix(".py")) for path, text in sources.items()}
    modules = {path: unpack(pack(module) or b"") for path, module in modules.items()}
    link(modules)
    assert modules["a.py"].functions["f"].decorators[0].name == "prefect.task"
