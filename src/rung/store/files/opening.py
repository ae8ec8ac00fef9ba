"""The blob store behind an address."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rung.errors import StorageError, UsageError
from rung.store.files.blob_store import BlobStore
from rung.store.files.local import LocalFiles
from rung.store.files.remote_trouble import answering, no_such_place

_SCHEME = re.compile(r"^(?P<scheme>[a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_S3 = ("s3", "s3a")
PATIENCE = 10.0
"""Seconds to wait for one answer."""


def open_files(url: str | Path, *, patience: float = PATIENCE) -> BlobStore:
    """The blob store at a path, or at `s3://bucket/prefix` and whatever else fsspec reaches.

    Raises
    ------
    StorageError
        A package is missing; no access, no bucket, no answer within some seconds.
    UsageError
        The address means nothing.
    """
    found = _SCHEME.match(url) if isinstance(url, str) else None
    if found is None:
        return _local(Path(url).expanduser())
    text, scheme = str(url), found["scheme"].lower()
    if scheme == "file":
        return _local(Path(unquote(urlsplit(text).path)))
    return _remote(scheme, text, patience)


def s3_system(patience: float = PATIENCE) -> Any:
    """The fsspec file system of S3, which answers or fails within some seconds. Raises `StorageError`."""
    try:
        from s3fs import S3FileSystem  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise StorageError("S3 needs a package more", fix="pip install 'rung[s3]'") from error
    system = S3FileSystem(
        skip_instance_cache=True,
        use_listings_cache=False,
        config_kwargs={
            "connect_timeout": patience / 2,
            "read_timeout": patience,
            "retries": {"total_max_attempts": 2, "mode": "standard"},
        },
    )
    system.retries = 2
    return system


def reach(url: str, patience: float = PATIENCE) -> tuple[Any, str]:
    """The fsspec file system behind `scheme://…`, and the path inside it. Raises `StorageError`, `UsageError`."""
    scheme, address = url.partition("://")[0].lower(), plain_address(url)
    system = s3_system(patience) if scheme in _S3 else _other_system(scheme, address)
    with answering(address):
        return system, str(system._strip_protocol(url))  # how fsspec itself does it


def plain_address(url: str) -> str:
    """An address without the credentials that somebody put into it."""
    return re.sub(r"//[^/@]*@", "//", url)


def _local(folder: Path) -> LocalFiles:
    if folder.exists() and not folder.is_dir():
        raise StorageError("is a file, and content needs a folder", where=str(folder), fix="correct workspace:")
    return LocalFiles(folder)


def _remote(scheme: str, url: str, patience: float) -> BlobStore:
    from rung.store.files.remote import RemoteFiles  # noqa: PLC0415 - fsspec takes its time

    system, root = reach(url, patience)
    address = plain_address(url)
    if scheme in _S3:
        _greet(system, root, address)
    return RemoteFiles(system, root, address)


def _greet(system: Any, root: str, address: str) -> None:
    """Ask for one name: who cannot do that can do nothing else there."""
    bucket, _, prefix = root.partition("/")
    if not bucket:
        raise UsageError("names no bucket", where=address, fix="s3://BUCKET/PREFIX")
    with answering(address, missing=no_such_place(f"s3://{bucket}")):
        system.call_s3("list_objects_v2", Bucket=bucket, Prefix=prefix, MaxKeys=1)


def _other_system(scheme: str, address: str) -> Any:
    import fsspec  # noqa: PLC0415 - 30 ms that a local store does not need

    try:
        return fsspec.filesystem(scheme)
    except ImportError as error:
        raise StorageError(f"{scheme}:// needs a package more: {error}", where=address) from error
    except ValueError as error:
        raise UsageError(f"no storage is known for {scheme}://", where=address, fix="a path, or s3://…") from error
