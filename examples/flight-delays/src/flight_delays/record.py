"""The record of a run: one JSON line, appended and committed, never edited."""

from __future__ import annotations

import getpass
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RUNS = Path("runs/runs.jsonl")


def new_run(params: dict[str, Any], *, data_sha256: str) -> dict[str, Any]:
    """Who, when, which code, which data, which parameters."""
    started = datetime.now(UTC)
    return {
        "run_id": started.strftime("%Y%m%dT%H%M%SZ"),
        "started": started.isoformat(timespec="seconds"),
        "by": getpass.getuser(),
        "commit": git("rev-parse", "HEAD"),
        "dirty": bool(git("status", "--porcelain", "--", ".", ":!runs")),
        "data": {"path": params["data"], "sha256": data_sha256},
        "params": params,
    }


def append(run: dict[str, Any]) -> None:
    """Add one line to the file of runs."""
    RUNS.parent.mkdir(exist_ok=True)
    with RUNS.open("a") as file:
        file.write(json.dumps(run, default=str) + "\n")


def git(*words: str) -> str:
    """What git prints; a run outside version control is refused, since nobody could repeat it."""
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.strip()
