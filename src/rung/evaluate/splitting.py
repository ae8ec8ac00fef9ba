"""Takes the holdout out of the files of a dataset: what is trained on, and what is judged on, each in files of its own.

Files keep their names, formats and columns, and CSV files their texts: a step reads what it would read without a
holdout, with fewer rows.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
from msgspec import Struct
from numpy.typing import NDArray

from rung.data.contracts.contract import Contract
from rung.data.contracts.opening import open_files
from rung.data.contracts.trouble import reading
from rung.data.versions.tables import kind_of
from rung.errors import ManifestError, RefusedError
from rung.evaluate.holdout import Holdout

Rows = NDArray[np.bool_]


class Apart(Struct, frozen=True):
    """Which rows of each file are held out."""

    held: Mapping[str, Rows]
    """Path in the dataset → shape (n,), in the order of the file's rows."""

    @property
    def rows(self) -> int:
        """Of the holdout."""
        return sum(int(each.sum()) for each in self.held.values())


def apart(
    files: Mapping[str, Path],
    holdout: Holdout,
    *,
    dataset: str,
    time: str | None,
    key: tuple[str, ...] = (),
    contract: Contract | None = None,
) -> Apart:
    """Find the holdout in the files of a version.

    Parameters
    ----------
    files
        Path in the dataset → where it lies on this machine.

    Raises
    ------
    ManifestError
        The dataset holds no tables, or lacks a column that the holdout needs.
    RefusedError
        Nothing, or everything, would be held out.
    UnreadableError
        A file cannot be read.
    """
    if not files or not all(map(kind_of, files)):
        raise ManifestError(
            f"a holdout needs rows, and {dataset} holds files that are no tables",
            where="evaluate.holdout",
            fix="give datasets of tables a label, and leave evaluate: out for others",
        )
    ordered = sorted(files)
    frame = open_files([files[each] for each in ordered], contract)
    needed = [each for each in dict.fromkeys([*key, holdout.group, time]) if each]
    there = frame.collect_schema().names()
    with reading(dataset):
        # Without a column that the holdout needs, `rows` says so; a frame without columns would have no rows.
        found = frame.select([each for each in needed if each in there] or there[:1]).collect()
    rows = holdout.rows(found, time=time, key=key)
    lengths = [row_count(files[each], kind_of(each) or "") for each in ordered]
    if sum(lengths) != len(rows):
        raise RefusedError(f"{dataset} changed while it was read", fix="run again")
    ends = np.cumsum(lengths)[:-1]
    return Apart(dict(zip(ordered, np.split(rows, ends), strict=True)))


def write_rows(files: Mapping[str, Path], keep: Mapping[str, Rows], folder: Path) -> None:
    """Write those rows of each file into a folder, under the path that the file has in the dataset."""
    for name, path in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with reading(name):
            _write(path, kind_of(name) or "", keep[name], target)


def row_count(path: Path, kind: str) -> int:
    """Rows of one table of a kind that `kind_of` gives."""
    if kind == "lines":
        return len(_lines(path))
    if kind in ("csv", "tsv"):
        return len(_texts(path, kind))
    return int(
        (pl.scan_parquet(path, glob=False) if kind == "parquet" else pl.scan_ipc(path))
        .select(pl.len())
        .collect()
        .item()
    )


def _write(path: Path, kind: str, keep: Rows, target: Path) -> None:
    if kind == "lines":
        lines = _lines(path)
        target.write_bytes(b"".join(line + b"\n" for line, kept in zip(lines, keep, strict=True) if kept))
    elif kind == "parquet":
        pl.read_parquet(path, glob=False).filter(keep).write_parquet(target)
    elif kind == "arrow":
        pl.read_ipc(path).filter(keep).write_ipc(target)
    else:
        text = io.BytesIO()
        _texts(path, kind).filter(keep).write_csv(text, separator=_SEPARATORS[kind])
        content = text.getvalue()
        target.write_bytes(gzip.compress(content, mtime=0) if target.name.lower().endswith(".gz") else content)


_SEPARATORS = {"csv": ",", "tsv": "\t"}


def _texts(path: Path, kind: str) -> pl.DataFrame:
    return pl.read_csv(path, glob=False, separator=_SEPARATORS[kind], infer_schema=False)


def _lines(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().split(b"\n") if line.strip()]
