"""One run at a time, and a process that is gone holds nobody up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rung.errors import RefusedError
from rung.workspace.turn import Turn

HOLDER = """
import sys, time
from pathlib import Path
from rung.workspace.turn import Turn
with Turn(Path(sys.argv[1])) as turn:
    turn.say("r1")
    print("ready", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "ready\n"
        with pytest.raises(RefusedError, match=f"another run is going on here: r1 in process {holder.pid}"):
            Turn(tmp_path).take()
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with Turn(tmp_path) as turn:
        assert turn.left_behind() == "r1"
        turn.say("r2")
        turn.done()
    with Turn(tmp_path) as turn:
        assert turn.left_behind() is None
