"""A model is tried in a clean process: the project's interpreter where MLflow is installed there, else Rung's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from rung.errors import UnreadableError, UsageError
from rung.release.base import Probed
from rung.release.requests import Requests, read_requests

PATIENCE = 600.0
"""Seconds that a model may take to load and to answer."""
_PROBE = Path(__file__).with_name("probe.py")
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "OMP_NUM_THREADS")
_QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}


def probe(folder: Path, interpreter: Path, patience: float = PATIENCE) -> Probed:
    """Load the model of a folder in a process of its own, ask it what was kept with it, and time single rows."""
    try:
        requests = read_requests(folder)
    except UnreadableError as error:
        return Probed(interpreter=str(interpreter), asking=str(error))
    with tempfile.TemporaryDirectory(prefix="rung-") as room:
        said = _run(folder, interpreter, requests, Path(room), patience)
    rows = len(requests.rows) if requests else 0
    recorded = requests.predictions if requests else None
    return msgspec.convert({**said, "rows": rows, "recorded": recorded}, Probed, strict=False)


def interpreter_of(root: Path, written: str | None) -> Path:
    """The interpreter that `environment:` of `rung.yaml` means, if MLflow is installed there; else Rung's own.

    Raises
    ------
    UsageError
        There is no interpreter.
    """
    own = Path(sys.executable)
    if written is None:
        return own
    place = root / written
    candidates = (place / "bin" / "python", place / "Scripts" / "python.exe", place)
    found = next((each for each in candidates if each.is_file()), None)
    if found is None:
        raise UsageError(
            "there is no interpreter", where=f"environment: {written}", fix="make it, or correct rung.yaml"
        )
    return found if _has_mlflow(found) else own


def _has_mlflow(interpreter: Path) -> bool:
    look = "import importlib.util as u, sys; sys.exit(not (u.find_spec('mlflow') and u.find_spec('pandas')))"
    try:
        done = subprocess.run(
            [str(interpreter), "-I", "-c", look], capture_output=True, env=_environment(), check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _run(folder: Path, interpreter: Path, requests: Requests | None, room: Path, patience: float) -> dict[str, Any]:
    """What the probe wrote; why it wrote nothing."""
    task, result = room / "task.json", room / "result.json"
    asked = requests or Requests((), ())
    task.write_text(
        json.dumps({"folder": str(folder), "rows": asked.rows, "columns": asked.columns, "dtypes": asked.dtypes})
    )
    words = [str(interpreter), "-I", str(_PROBE), str(task), str(result)]
    try:
        done = subprocess.run(
            words, cwd=room, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=patience,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"interpreter": str(interpreter), "error": f"it took more than {patience:.0f} s"}
    except OSError as error:
        return {"interpreter": str(interpreter), "error": f"it cannot be started: {error.strerror}"}
    if not result.is_file():
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return {
            "interpreter": str(interpreter),
            "error": f"the process ended ({done.returncode}): {(said or ['no word'])[-1]}",
        }
    found: dict[str, Any] = json.loads(result.read_text("utf-8"))
    return found


def _environment() -> dict[str, str]:
    """A model sees no secret of whoever releases it, least of all the token."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | _QUIET
