"""Files of a table as one frame: CSV, Parquet, JSON lines and Arrow, by their suffix.

A CSV file has no types. With a contract they are those of the contract, so that 007 stays a text where the contract
says so; without one they are learned from all rows.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import polars as pl

from rung.data.contracts import csv_files
from rung.data.contracts.checking import check
from rung.data.contracts.contract import Contract
from rung.data.contracts.report import Report
from rung.data.contracts.trouble import reading
from rung.errors import UnreadableError, UsageError

PARQUET = (".parquet", ".pq", ".parq")
ARROW = (".arrow", ".ipc", ".feather")
LINES = (".jsonl", ".ndjson")
SAMPLE_LINES = 10_000
"""JSON lines that types are learned from."""


def find_files(sources: str | Path | Iterable[str | Path]) -> list[Path]:
    """The files that paths and patterns (`data/*.csv`) mean, in order of their paths.

    Raises
    ------
    UsageError
        Nothing is there.
    """
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    found: list[Path] = []
    for each in given:
        path = Path(each)
        matches = [path] if path.is_file() else [Path(one) for one in sorted(glob.glob(str(each), recursive=True))]
        files = [one for one in matches if one.is_file()]
        if not files:
            raise UsageError("no such file", where=str(each), fix="check the path, or the pattern")
        found += files
    return found


def open_files(sources: str | Path | Iterable[str | Path], contract: Contract | None = None) -> pl.LazyFrame:
    """All rows of the files, in order of their paths.

    Raises
    ------
    UsageError
        Nothing is there, or the files are of a kind that is no table, or of several kinds.
    UnreadableError
        A file cannot be read, or has other columns than the first; names it.
    """
    files = find_files(sources)
    kind = _kind(files)
    if kind == "csv":
        return csv_files.open_csv(files, contract)
    _refuse_mixture(files, kind)
    with reading(_where(files)):
        if kind == "parquet":
            return pl.scan_parquet(files, glob=False)
        return pl.scan_ipc(files) if kind == "arrow" else _open_lines(files, contract)


def check_files(
    contract: Contract, sources: str | Path | Iterable[str | Path], *, now: datetime, sample: int = 5
) -> Report:
    """Open files and check them; values of a CSV file that are not of their column's type become violations.

    Raises `UsageError` and `UnreadableError` as `open_files` does.
    """
    files = find_files(sources)
    where = _where(files)
    try:
        return check(contract, open_files(files, contract), now=now, sample=sample, where=where)
    except UnreadableError:
        if _kind(files) != "csv":
            raise
        # Most often a value that cannot be read as the type promised: read as texts, it can be counted and shown.
        with reading(where):
            texts = csv_files.open_tolerant(files, contract)
        return check(contract, texts, now=now, sample=sample, where=where)


def _kind(files: list[Path]) -> str:
    kinds = {_kind_of(each) for each in files}
    if len(kinds) > 1:
        names = ", ".join(sorted({each.suffix for each in files}))
        raise UsageError(f"one table, and files of several kinds: {names}", where=_where(files))
    return kinds.pop()


def _kind_of(file: Path) -> str:
    name = file.name.lower()
    for kind, endings in (("csv", csv_files.ENDINGS), ("parquet", PARQUET), ("arrow", ARROW), ("lines", LINES)):
        if name.endswith(endings):
            return kind
    known = ", ".join((*csv_files.ENDINGS, *PARQUET, *ARROW, *LINES))
    raise UsageError(
        f"files ending in {file.suffix or 'nothing'} are not read as a table", where=str(file), fix=f"known: {known}"
    )


def _refuse_mixture(files: list[Path], kind: str) -> None:
    """Every file has the columns and types of the first."""
    if kind == "lines":
        return
    first: dict[str, pl.DataType] | None = None
    for each in files:
        with reading(str(each)):
            types = dict(pl.read_parquet_schema(each) if kind == "parquet" else pl.read_ipc_schema(each))
        first = types if first is None else first
        if types != first:
            raise UnreadableError(_difference(first, types, files[0]), where=str(each), fix="write all files alike")


def _difference(first: dict[str, pl.DataType], other: dict[str, pl.DataType], name: Path) -> str:
    for column, kind in first.items():
        if column not in other:
            return f"has no column {column}, which {name.name} has"
        if other[column] != kind:
            return f"column {column} is {other[column]}, and {kind} in {name.name}"
    new = [each for each in other if each not in first]
    return (
        f"has a column {new[0]} that {name.name} lacks" if new else f"has its columns in another order than {name.name}"
    )


def _open_lines(files: list[Path], contract: Contract | None) -> pl.LazyFrame:
    frame = pl.scan_ndjson(files, infer_schema_length=SAMPLE_LINES)
    promised = contract.columns if contract else {}
    texts = {
        name: pl.String() for name, kind in frame.collect_schema().items() if kind == pl.Null and promised.get(name)
    }
    return pl.scan_ndjson(files, infer_schema_length=SAMPLE_LINES, schema_overrides=texts) if texts else frame


def _where(files: list[Path]) -> str:
    return str(files[0]) if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"
