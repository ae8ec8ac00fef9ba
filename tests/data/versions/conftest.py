"""A project with files and a store beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.versions.project import Project
from rung.store.files import BlobStore
from rung.store.files.opening import open_files
from store.files.s3_server import S3Server, running


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A folder of its own, with an empty local store outside it."""
    (tmp_path / "project").mkdir()
    return Project(tmp_path / "project", open_files(tmp_path / "blobs"))


@pytest.fixture
def files(project: Project) -> BlobStore:
    """The store of the project."""
    return project.files


@pytest.fixture(scope="module")
def s3_server() -> Iterator[S3Server]:
    """One server for the tests of a file."""
    with running() as server:
        yield server


@pytest.fixture
def s3(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The server, reached by whatever speaks S3 in this test."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return s3_server
