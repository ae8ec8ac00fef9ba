"""Steps that are shell commands."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

from rung_shim.failing import StepFailure
from rung_shim.writing import Writer

_SHOWN = 30


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Run the command, and take in what it wrote."""
    process = subprocess.Popen(  # noqa: S602 - the shell is what the person wrote the command for
        job["command"], shell=True, cwd=job["root"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    last: list[bytes] = []
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        last = [*last[1 - _SHOWN :], line]
    code = process.wait()
    if code:
        failure = StepFailure(_says(code), _fix(code))
        failure.traceback = b"".join(last).decode(errors="replace")
        raise failure
    writer = Writer(job, {})
    values = {name: writer.take(path, name) for name, path in job["outputs"].items()}
    if not values:
        return {"kind": "nothing"}
    if len(values) > 1:
        return {"kind": "mapping", "items": values}
    name, value = next(iter(values.items()))
    return {**value, "name": name}


def _says(code: int) -> str:
    number = -code if code < 0 else code - 128 if code > 128 else 0
    try:
        return f"the command was ended by {signal.Signals(number).name}"
    except ValueError:
        return f"the command ended with exit code {code}"


def _fix(code: int) -> str | None:
    return {126: "make the file executable", 127: "install the program, or correct its name"}.get(code)
