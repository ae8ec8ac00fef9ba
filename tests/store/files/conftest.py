"""The blob store on every kind of place: a test that takes `files` runs on each."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rung.store.files import BlobStore
from rung.store.files.opening import open_files, s3_system
from rung.store.files.remote import RemoteFiles
from store.files.s3_server import S3Server, running


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """One server for all tests."""
    with running() as server:
        yield server


@pytest.fixture
def s3(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The server, reached by whatever speaks S3 in this test."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return s3_server


@pytest.fixture(scope="session")
def s3_client(s3_server: S3Server) -> Any:
    """One client for all tests: it takes a second to learn what S3 is."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3_server.environment.items():
            patch.setenv(name, value)
        client = s3_system()
        client.connect()
    return client


@pytest.fixture(params=["local", "s3", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    """An empty store."""
    if request.param == "local":
        return open_files(tmp_path / "blobs")
    if request.param == "memory":
        return open_files(f"memory://{secrets.token_hex(8)}/blobs")
    server: S3Server = request.getfixturevalue("s3_server")
    root = f"{server.new_bucket()}/some/prefix"
    return RemoteFiles(request.getfixturevalue("s3_client"), root, f"s3://{root}")
