"""Rows that a step returned, as a frame."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from msgspec import Struct
from numpy.typing import NDArray

from rung.data.contracts.opening import open_files
from rung.errors import UsageError
from rung.pipeline import PipelineResult
from rung.pipeline.steps import Source


class Rows(Struct, frozen=True):
    """A frame, and what is known of its rows."""

    frame: pl.DataFrame

    def days(self, time: str | None) -> NDArray[np.generic] | None:
        """Which rows are of one day, shape (n,): those are not independent of each other. `None` without a time."""
        if time is None or time not in self.frame.columns or not self.frame[time].dtype.is_temporal():
            return None
        column = self.frame[time]
        return (column if column.dtype == pl.Date else column.dt.date()).cast(pl.Int32).fill_null(-1).to_numpy()


def rows_of(result: PipelineResult, source: Source) -> Rows | None:
    """What a source brings from a step; `None` where that is no table."""
    output = result.outputs(source.of)
    part = output.part(source.item)
    if part is None or part.get("kind") not in ("frame", "path"):
        return None
    with tempfile.TemporaryDirectory(prefix="rung-") as room:
        target = Path(room) / Path(part["path"]).name
        output.lay_out_part(result.files, part, target)
        files = [target] if target.is_file() else sorted(each for each in target.rglob("*") if each.is_file())
        try:
            return Rows(open_files(files).collect())
        except UsageError:
            return None
