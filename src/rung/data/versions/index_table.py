"""The index table of files that are not tables: a row for each, so that contracts, slices and profiles apply."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import polars as pl

from rung.data.versions.paths import shown
from rung.domain.dataset import DatasetVersion, FileEntry
from rung.errors import UsageError


def index_table(version: DatasetVersion, described: pl.DataFrame | None = None) -> pl.DataFrame:
    """Columns `path`, `digest`, `size`, then `label` where folders name one, then what `describe` gave; by path.

    Raises
    ------
    UsageError
        What `describe` gave has no column `path`, or a path twice, or one that is no file of the version.
    """
    table = pl.DataFrame(
        {
            "path": [shown(each.path) for each in version.files],
            "digest": [each.digest for each in version.files],
            "size": [each.size for each in version.files],
        },
        schema={"path": pl.String, "digest": pl.String, "size": pl.Int64},
    )
    labels = labels_of(version.files)
    if labels:
        table = table.with_columns(pl.Series("label", labels, dtype=pl.String))
    return table if described is None else _joined(table, described, version.dataset)


def labels_of(files: Sequence[FileEntry]) -> list[str] | None:
    """The folder of each file, where all lie equally deep and in at least two folders with other names.

    >>> labels_of([FileEntry("pets/cat/1.png", 1, ""), FileEntry("pets/dog/2.png", 1, "")])
    ['cat', 'dog']
    """
    folders = [PurePosixPath(each.path).parent for each in files]
    if len({len(each.parts) for each in folders}) != 1:
        return None
    labels = [shown(each.name) for each in folders]
    return labels if len(set(labels)) > 1 else None


def _joined(table: pl.DataFrame, described: pl.DataFrame, name: str) -> pl.DataFrame:
    where = f"datasets.{name}.describe"
    if "path" not in described.columns:
        raise UsageError("gives no column path", where=where, fix="return one row for each file, with its path")
    if described["path"].dtype != pl.String:
        raise UsageError(f"gives paths that are no texts but {described['path'].dtype}", where=where)
    twice = described["path"].filter(described["path"].is_duplicated()).unique(maintain_order=True).to_list()
    if twice:
        raise UsageError(f"gives {twice[0]} twice", where=where, fix="return one row for each file")
    strange = described.join(table, on="path", how="anti")["path"].to_list()
    if strange:
        raise UsageError(
            f"gives {strange[0]}, which is no file of the dataset", where=where, fix="give paths unchanged"
        )
    taken = [each for each in described.columns if each != "path" and each in table.columns]
    if taken:
        raise UsageError(f"gives a column {taken[0]}, which the index has already", where=where, fix="rename it")
    return table.join(described, on="path", how="left", maintain_order="left")
