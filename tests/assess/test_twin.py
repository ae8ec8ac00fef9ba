"""The second process: what signals do to it, and that it never outlives what it is for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rung.assess import twin
from rung.assess.twin import Twin

pytestmark = pytest.mark.skipif(not twin.possible(), reason="one processor, or a system without fork")
SOURCE = str(Path(__file__).parents[2] / "src")


def leaves_all(other: Twin) -> None:
    for number in range(5):
        other.leave(number, bytes([number]) * number)


def test_what_it_leaves_arrives_in_order() -> None:
    assert list(Twin(leaves_all, marks=0, room=1_000).finish()) == [(n, bytes([n]) * n) for n in range(5)]


def test_what_has_no_room_is_not_there() -> None:
    assert list(Twin(leaves_all, marks=0, room=20).finish()) == [(0, b"")]


def test_what_it_raises_is_nobodys_concern(capfd: pytest.CaptureFixture[str]) -> None:
    def fails(other: Twin) -> None:
        other.leave(1, b"first")
        raise MemoryError

    assert list(Twin(fails, marks=0, room=100).finish()) == [(1, b"first")]
    assert capfd.readouterr() == ("", "")


def test_told_to_stop_it_ends(born: list[int]) -> None:
    def works(other: Twin) -> None:
        while other.wanted():
            pass

    Twin(works, marks=0, room=100).stop()
    with pytest.raises(ChildProcessError):
        os.waitpid(born[-1], os.WNOHANG)


def test_to_stop_what_is_finished_is_nothing() -> None:
    other = Twin(leaves_all, marks=0, room=1_000)
    list(other.finish())
    other.stop()


def test_ctrl_c_at_its_birth_does_not_send_it_into_the_code_around(monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fork

    def fork() -> int:
        pid = real()
        if pid == 0:
            os.kill(os.getpid(), signal.SIGINT)
        return pid

    monkeypatch.setattr(os, "fork", fork)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs start without
    here = os.getpid()
    try:
        found = list(Twin(leaves_all, marks=0, room=1_000).finish())
    finally:
        if os.getpid() != here:
            os._exit(0)  # else two processes would run the rest of the tests
        signal.signal(signal.SIGINT, before)
    assert found == []


def test_signals_are_heard_again_afterwards() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    list(Twin(leaves_all, marks=0, room=1_000).finish())
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


def test_it_ends_with_whoever_started_it() -> None:
    """Killed, as by a supervisor whose patience is over: who reads the output must not wait for the other process."""
    program = (
        "import os, signal\nfrom rung.assess.twin import Twin\n"
        "def work(other):\n    print(os.getpid(), flush=True)\n    while other.wanted(): pass\n"
        "Twin(work, marks=0, room=1)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": SOURCE}, stdout=subprocess.PIPE, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL
