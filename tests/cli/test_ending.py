"""The end of the process: quick, with everything that was said written, and the exit code kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = str(Path(__file__).parents[2] / "src")


def ended(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": SOURCE},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("code", [0, 1, 3])
def test_nothing_that_was_said_is_lost(code: int) -> None:
    done = ended(
        "import sys\nfrom rung.cli.ending import leave\n"
        f"print('a' * 200_000)\nprint('b', end='', file=sys.stderr)\nleave({code})"
    )
    assert (done.returncode, len(done.stdout), done.stderr) == (code, 200_001, "b")


def test_what_still_runs_is_waited_for() -> None:
    done = ended(
        "import threading, time\nfrom rung.cli.ending import leave\n"
        "threading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()\nleave(1)"
    )
    assert (done.returncode, done.stdout) == (1, "late\n")


def test_an_end_without_any_output_to_flush() -> None:
    assert (
        ended("import sys\nfrom rung.cli.ending import leave\nsys.stdout = sys.stderr = None\nleave(2)").returncode == 2
    )
