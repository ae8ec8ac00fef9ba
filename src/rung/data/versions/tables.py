"""Which files are tables, and how many rows they have."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rung.domain.dataset import FileEntry

_KINDS = {
    "csv": (".csv", ".csv.gz"),
    "tsv": (".tsv", ".tsv.gz"),
    "parquet": (".parquet", ".pq", ".parq"),
    "arrow": (".arrow", ".ipc", ".feather"),
    "lines": (".jsonl", ".ndjson"),
}


def kind_of(path: str) -> str | None:
    """The kind of table by the end of its name; `None` for what is not a table."""
    name = path.lower()
    return next((kind for kind, endings in _KINDS.items() if name.endswith(endings)), None)


def tables_of(files: Iterable[FileEntry]) -> list[FileEntry]:
    """Those that are tables."""
    return [each for each in files if kind_of(each.path)]


def count_rows(file: Path, kind: str) -> int:
    """Rows of one table, in bounded memory; Parquet and Arrow keep the number. Raises `UnreadableError`."""
    import polars as pl  # noqa: PLC0415 - 150 ms that files without tables do not need

    from rung.data.contracts.trouble import reading  # noqa: PLC0415 - knows Polars

    with reading(str(file)):
        if kind == "parquet":
            frame = pl.scan_parquet(file, glob=False)
        elif kind == "arrow":
            frame = pl.scan_ipc(file)
        elif kind == "lines":
            frame = pl.scan_ndjson(file)
        else:
            separator = "\t" if kind == "tsv" else ","
            frame = pl.scan_csv(file, glob=False, separator=separator, infer_schema=False)
        return int(frame.select(pl.len()).collect(engine="streaming").item())
