"""Compares two versions of a dataset, rows and distributions too, in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import polars as pl

from rung.data.contracts.contract import Contract
from rung.data.contracts.trouble import reading
from rung.data.versions.difference import ColumnChange, Difference, Retyped, TableDifference, compare_files
from rung.data.versions.distance import distances
from rung.data.versions.reading import scan
from rung.data.versions.summaries import count, summarise
from rung.data.versions.tables import tables_of
from rung.domain.dataset import DatasetVersion
from rung.store.files import BlobStore


def diff(
    old: DatasetVersion,
    new: DatasetVersion,
    files: BlobStore,
    cache_folder: Path,
    *,
    contracts: tuple[Contract | None, Contract | None] = (None, None),
) -> Difference:
    """What changed from the old version to the new one. Raises as `scan` does.

    `contracts` give the types of CSV files, of the old version and of the new.
    """
    difference = compare_files(old, new)
    if old.id == new.id or not (tables_of(old.files) and tables_of(new.files)):
        return difference
    frames = [
        scan(version, files, cache_folder, contract) for version, contract in zip((old, new), contracts, strict=True)
    ]
    names = [f"{each.dataset}@{each.id[:12]}" for each in (old, new)]
    return msgspec.structs.replace(difference, table=compare_frames(frames[0], frames[1], names))


def compare_frames(old: pl.LazyFrame, new: pl.LazyFrame, names: Sequence[str] = ("old", "new")) -> TableDifference:
    """What changed in rows and columns. Three passes over each; names are for errors. Raises `UnreadableError`."""
    with reading(names[0]):
        before, old_rows = dict(old.collect_schema()), count(old)
    with reading(names[1]):
        after, new_rows = dict(new.collect_schema()), count(new)
    both = [each for each in after if before.get(each) == after[each]]
    with reading(names[0]):
        old_summaries = summarise(old.select(both), old_rows)
    with reading(names[1]):
        new_summaries = summarise(new.select(both), new_rows)
    with reading(f"{names[0]} or {names[1]}"):
        apart = distances(old.select(both), new.select(both), (old_rows, new_rows))
    return TableDifference(
        old_rows,
        new_rows,
        tuple(each for each in after if each not in before),
        tuple(each for each in before if each not in after),
        tuple(
            Retyped(each, type_name(before[each]), type_name(after[each]))
            for each in after
            if each in before and before[each] != after[each]
        ),
        tuple(
            ColumnChange(each, type_name(after[each]), old_summaries[each], new_summaries[each], apart[each])
            for each in both
        ),
    )


def type_name(kind: pl.DataType) -> str:
    """As short as it can be.

    >>> type_name(pl.Datetime("us", "UTC"))
    'Datetime(us, UTC)'
    """
    return str(kind).replace("time_unit=", "").replace("time_zone=", "").replace("'", "")
