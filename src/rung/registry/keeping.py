"""The files of a model: into the content store, and out of it again, whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rung.domain.dataset import FileEntry, version_id
from rung.domain.model_version import ModelVersion
from rung.errors import DamagedBlobError, UnreadableError

if TYPE_CHECKING:
    from rung.store.files import BlobStore


def keep(folder: Path, files: BlobStore) -> tuple[FileEntry, ...]:
    """Put every file of a folder into the content store; their paths, sizes and digests. Raises `StorageError`."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if any(path.is_symlink() for path in folder.rglob("*")):
        raise UnreadableError("holds links, and a model has to hold its files", where=str(folder))
    with files.batch() as batch:
        stored = [(path.relative_to(folder).as_posix(), batch.put(path)) for path in paths]
    return tuple(sorted(FileEntry(path, each.size, each.digest) for path, each in stored))


def lay_out(version: ModelVersion, files: BlobStore, cache: Path) -> Path:
    """The folder of a version below `cache`, read-only, with every file as it was registered and nothing else.

    Raises
    ------
    DamagedBlobError
        Stored content, or the record of it, is not what was registered.
    MissingBlobError
        Content is gone.
    """
    if version_id(version.files) != version.digest:
        raise DamagedBlobError(
            f"the record of {version.name} does not fit its digest",
            where=f"model {version.name}",
            fix="rung audit verify says what was changed; bring the store back from a copy",
        )
    folder = cache / version.digest
    if is_intact(version, folder):
        return folder
    part = cache / f".{secrets.token_hex(8)}.part"
    try:
        for each in version.files:
            target = inside(part, each.path)
            files.fetch(each.digest, target)
            target.chmod(0o444)
        _replace(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def is_intact(version: ModelVersion, folder: Path) -> bool:
    """Whether a folder holds exactly the files of a version, bit for bit: one more could be code that is imported."""
    from rung.store.files.copying import digest_of  # noqa: PLC0415 - BLAKE3, which only the loop has

    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    if there != {each.path for each in version.files}:
        return False
    for each in version.files:
        path = folder / each.path
        try:
            if path.is_symlink() or path.stat().st_size != each.size:
                return False
            with path.open("rb", buffering=0) as source:
                if digest_of(source).digest != each.digest:
                    return False
        except OSError:
            return False
    return True


def inside(folder: Path, path: str) -> Path:
    """A path of a record below a folder. Raises `DamagedBlobError` for one that leads out of it."""
    target = folder / path
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise DamagedBlobError(f"a model may not hold a file named {path}", where=str(folder))
    return target


def _replace(part: Path, folder: Path) -> None:
    """In one step, whoever else lays out the same version; what is there and is not intact goes first."""
    try:
        os.rename(part, folder)
    except OSError:
        spoilt = part.with_suffix(".spoilt")
        with suppress(OSError):  # somebody else was faster
            os.rename(folder, spoilt)
        os.rename(part, folder)
        shutil.rmtree(spoilt, ignore_errors=True)
