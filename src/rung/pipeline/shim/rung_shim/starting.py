"""From the job's file to its result or its failure."""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from typing import Any

from rung_shim import protecting
from rung_shim.failing import StepFailure, described

KINDS = {
    "call": "rung_shim.calling", "run": "rung_shim.commanding", "notebook": "rung_shim.notebooks",
    "predict": "rung_shim.predicting",
}  # fmt: skip
FAILED = 1


def main(folder: str) -> int:
    """Run the job of a folder; 0 when its result lies there, 1 when its failure does."""
    with open(os.path.join(folder, "job.json"), encoding="utf-8") as file:
        job = json.load(file)
    watch_parent()
    find_modules(job["root"], job.get("notebook_folder"))
    protecting.deny(job["protected"], job["step"])
    try:
        value = importlib.import_module(KINDS[job["kind"]]).run(job)
        write(folder, "result.json", {"value": value})
    except KeyboardInterrupt:
        return 130
    except (SystemExit, BaseException) as error:
        failure = described(error, job)
        write(folder, "failure.json", failure)
        if not isinstance(error, StepFailure) and failure.get("traceback"):
            sys.stderr.write(failure["traceback"])
        return FAILED
    return 0


def write(folder: str, name: str, value: Any) -> None:
    """A whole file or none."""
    path = os.path.join(folder, name)
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(value, file, allow_nan=False)
    os.replace(path + ".part", path)


def find_modules(root: str, beside: str | None) -> None:
    """The project's own modules come first, as with `python script.py` in its root."""
    own = sys.path.pop(0)
    places = [each for each in (beside, root, os.path.join(root, "src")) if each and os.path.isdir(each)]
    sys.path[:0] = list(dict.fromkeys(places))
    sys.path.append(own)


def watch_parent() -> None:
    """End with all processes of this group when Rung dies: its end of the pipe at our standard input closes then."""
    if os.environ.pop("RUNG_SHIM_WATCH", None) is None:
        return
    pipe = os.dup(0)
    os.set_inheritable(pipe, False)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=_wait, args=(pipe,), name="rung-shim", daemon=True).start()


def _wait(pipe: int) -> None:
    import signal

    while os.read(pipe, 1):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)
