"""The store on both databases: a test that takes `store` runs on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rung.store.opening import open_store
from rung.store.transactions import Store
from store.postgres_server import PostgresServer, binaries, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: no initdb and pg_ctl on the PATH or below /usr/lib/postgresql")
    with running(programs) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where nothing is stored yet."""
    if request.param == "sqlite":
        return str(tmp_path / "workspace" / "store.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store."""
    with open_store(address) as opened:
        yield opened
