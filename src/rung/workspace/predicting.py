"""Asks a model for rows, in the project's own interpreter: Rung need not have its libraries."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
from msgspec import Struct

from rung.errors import StepError
from rung.evaluate.outcomes import Said
from rung.pipeline import shim

_MAIN = Path(shim.__file__).parent / "rung_shim" / "__main__.py"
_SINGLE = 200
"""Rows that are asked one at a time, for the latency."""
_PATIENCE = 3600.0


class _Failure(Struct):
    says: str
    where: str | None = None
    fix: str | None = None
    traceback: str | None = None


class _Result(Struct):
    value: Said


class Predictor:
    """One interpreter, and the project whose modules its models may need."""

    def __init__(self, interpreter: Path, root: Path) -> None:
        self._interpreter = interpreter
        self._root = root

    def predict(self, model: Path, rows: pl.DataFrame, frame: str | None, *, where: str, single: int = _SINGLE) -> Said:
        """What the model in a folder says of rows without a label.

        Parameters
        ----------
        frame
            `polars` or `pandas`: what the step that made the model works with; whatever is there when `None`.

        Raises
        ------
        StepError
            It does not load, or does not answer; with the traceback of the project's own code.
        """
        with tempfile.TemporaryDirectory(prefix="rung-") as name:
            room = Path(name)
            rows.write_parquet(room / "rows.parquet")
            job: dict[str, Any] = {
                "kind": "predict", "step": where, "root": str(self._root), "protected": [], "frame": frame,
                "model": str(model), "rows": str(room / "rows.parquet"), "single": single,
            }  # fmt: skip
            (room / "job.json").write_text(json.dumps(job))
            log = self._ask(room, where)
            return _answer(room, where, log)

    def _ask(self, room: Path, where: str) -> str:
        try:
            done = subprocess.run(
                [self._interpreter, _MAIN, room],
                cwd=self._root,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            raise StepError(f"the model gave no answer in {_PATIENCE / 60:.0f} minutes", where=where) from None
        return (done.stdout + done.stderr).decode(errors="replace").strip()


def _answer(room: Path, where: str, log: str) -> Said:
    try:
        return msgspec.json.decode((room / "result.json").read_bytes(), type=_Result).value
    except (OSError, msgspec.MsgspecError):
        pass
    try:
        failed = msgspec.json.decode((room / "failure.json").read_bytes(), type=_Failure)
    except (OSError, msgspec.MsgspecError):
        raise StepError(f"the model gave no answer: {log[-300:]}", where=where) from None
    error = StepError(f"the model does not answer: {failed.says}", where=failed.where or where, fix=failed.fix)
    error.traceback = failed.traceback
    raise error
