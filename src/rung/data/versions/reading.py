"""Versions as frames."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rung.data.versions.paths import refuse_leading_out
from rung.data.versions.tables import tables_of
from rung.domain.dataset import DatasetVersion, FileEntry
from rung.errors import UnreadableError, UsageError
from rung.store.files import BlobStore
from rung.store.files.local import LocalFiles
from rung.store.files.trouble import is_missing, writing

if TYPE_CHECKING:
    import polars as pl

    from rung.data.contracts.contract import Contract


def scan(
    version: DatasetVersion, files: BlobStore, cache_folder: Path, contract: Contract | None = None
) -> pl.LazyFrame:
    """All rows of all tables of a version, in the order of their paths; other files are left out.

    A CSV file has the types of the contract; without one they are learned from all rows.

    Raises
    ------
    UsageError
        It has no tables, or tables of several kinds.
    UnreadableError
        A file cannot be read, or has other columns than the first; names it.
    MissingBlobError, StorageError
        Content is not in the store any more, or cannot be had.
    """
    from rung.data.contracts.opening import open_files  # noqa: PLC0415 - knows Polars

    tables = tables_of(version.files)
    if not tables:
        raise UsageError(
            "holds no tables",
            where=f"{version.dataset}@{version.id[:12]}",
            fix="its files have an index table; describe: in rung.yaml adds columns to it",
        )
    folder = cache_folder / version.id[:16]
    paths = lay_out(version, files, cache_folder, tables)
    try:
        return open_files(paths, contract)
    except (UnreadableError, UsageError) as error:
        if error.where:
            error.where = error.where.replace(f"{folder}{os.sep}", "")
        raise


def lay_out(
    version: DatasetVersion, files: BlobStore, cache_folder: Path, entries: Sequence[FileEntry] | None = None
) -> list[Path]:
    """Files of a version under their own names, to be read and never written: links into the store.

    What lies elsewhere is fetched into the cache once. Raises `MissingBlobError`, `StorageError`.
    """
    chosen = version.files if entries is None else entries
    return link_into(cache_folder / version.id[:16], chosen, files, cache_folder)


def link_into(folder: Path, entries: Sequence[FileEntry], files: BlobStore, cache_folder: Path) -> list[Path]:
    """The same in a folder of the caller's choice."""
    refuse_leading_out(each.path for each in entries)
    near = files if isinstance(files, LocalFiles) else _fetched(entries, files, cache_folder)
    paths = []
    for each in entries:
        if not near.has(each.digest):
            raise is_missing(each.digest, files.address(each.digest))
        path = folder / each.path
        _link(near.local_path(each.digest).absolute(), path)
        paths.append(path)
    return paths


def _fetched(entries: Sequence[FileEntry], files: BlobStore, cache_folder: Path) -> LocalFiles:
    """A local store of what was fetched; content is checked on the way."""
    cache = LocalFiles(cache_folder / "blobs")
    with cache.batch() as batch:
        for each in entries:
            if not cache.has(each.digest):
                with files.open(each.digest) as content:
                    batch.put(content)
    return cache


def _link(blob: Path, path: Path) -> None:
    """Put a link there at once, whatever lies there: another process may do the same."""
    with suppress(OSError):
        if path.readlink() == blob:
            return
    part = path.with_name(f".{secrets.token_hex(8)}.link")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.symlink_to(blob)
        os.replace(part, path)
