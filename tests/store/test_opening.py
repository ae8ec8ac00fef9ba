"""Places that cannot hold a store say why and what to do, and no password."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psycopg
import pytest

from rung.errors import StorageError
from rung.store.databases import postgres as postgres_module
from rung.store.opening import open_store
from store.postgres_server import PASSWORD, PostgresServer
from store.values import ANN, a_version, assert_consistent

COPY = "bring it back from a copy, or move it away: Rung then begins a new one"


def refused(place: str | Path) -> tuple[str, str | None]:
    with pytest.raises(StorageError) as caught:
        open_store(place, patience=0.1)
    error = caught.value
    for each in (error, error.__cause__, error.__context__):
        assert PASSWORD not in str(each)
    return str(error), error.fix


def test_a_store_is_made_with_its_folder_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "a" / "ü b" / "store.db"
    with open_store(path) as store, store.writing(ANN) as writer:
        writer.datasets.add(a_version())
    assert sorted(each.name for each in path.parent.iterdir()) == ["store.db"]
    with open_store(f"sqlite:///{path}") as store:
        assert assert_consistent(store) == 1


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    assert refused(tmp_path) == (f"{tmp_path}: there is a folder in place of the store", "move it away")


def test_a_pipe_in_place_of_the_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "s")
    assert refused(tmp_path / "s") == (f"{tmp_path}/s: there is no regular file in place of the store", "move it away")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said, fix = refused(tmp_path / "file" / "store.db")
    assert said == f"{tmp_path}/file/store.db: its folder cannot be made: File exists"
    assert fix == "name another place in rung.yaml: workspace"


def test_a_file_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("project: flights\n" * 100)
    assert refused(path) == (f"{path}: this is no database of SQLite, or a damaged one", COPY)
    assert path.read_text() == "project: flights\n" * 100


def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store, store.writing(ANN) as writer:
        for number in range(30):
            writer.datasets.add(a_version(str(number), files=50))
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert refused(path) == (f"{path}: the file is damaged", COPY)


def test_a_file_whose_half_is_missing_is_damaged_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store, store.writing(ANN) as writer:
        for number in range(30):
            writer.datasets.add(a_version(str(number), files=50))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(StorageError, match="the file is damaged"), open_store(path) as store, store.reading() as reader:
        reader.datasets.versions("flights")


def test_a_file_held_by_another_program(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        said, fix = refused(path)
    assert said == (
        f"{path}: somebody else has been writing for more than 0.1 s: "
        "another command of Rung on this machine, or a program that has the file open"
    )
    assert fix == "wait for it to end, or stop it: nothing is lost by that"


TRY = """
import os, pwd, sys
from pathlib import Path
from rung.errors import StorageError
from rung.store.opening import open_store
open_store(Path(sys.argv[1]) / "warm.db").close()  # everything is imported before rights are given up
if os.geteuid() == 0:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
try:
    open_store(sys.argv[2]).close()
except StorageError as error:
    print(error, error.fix, sep="\\n")
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users can reach."""
    folder = Path(mkdtemp(prefix="rung-rights-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    rmtree(folder)


@pytest.fixture
def tried(tmp_path: Path) -> Callable[[Path], list[str]]:
    """What a user without special rights is told."""

    def tried(path: Path) -> list[str]:
        words = [sys.executable, "-c", TRY, tmp_path, path]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.stdout.splitlines()

    return tried


def test_no_right_to_the_folder(folder: Path, tried: Callable[[Path], list[str]]) -> None:
    folder.chmod(0o555)
    said, fix = tried(folder / "store.db")
    assert said == f"{folder}/store.db: this user may not read and write its folder"
    assert fix == f"chmod u+rw {folder}, or run as its owner"
    said, fix = tried(folder / "new" / "store.db")
    assert said == f"{folder}/new/store.db: its folder cannot be made: Permission denied"


def test_no_right_to_the_file(folder: Path, tried: Callable[[Path], list[str]]) -> None:
    open_store(folder / "store.db").close()
    folder.chmod(0o777)
    (folder / "store.db").chmod(0o444)
    said, fix = tried(folder / "store.db")
    assert said == f"{folder}/store.db: this user may not read and write the store"
    assert fix == f"chmod u+rw {folder}/store.db, or run as its owner"


def test_a_wrong_password(postgres: PostgresServer) -> None:
    said, fix = refused(postgres.address("postgres", password="wrong" + PASSWORD))
    assert said.startswith(f"postgresql://rung@{postgres.folder}/postgres: the server does not let this user in (")
    assert 'password authentication failed for user "rung"' in said
    assert fix == "set the right user and password in the address"


def test_no_such_database(postgres: PostgresServer) -> None:
    said, fix = refused(postgres.address("nowhere"))
    assert said.startswith(f"postgresql://rung@{postgres.folder}/nowhere: there is no such database on the server (")
    assert fix == "make it with createdb, or correct the address"


def test_a_dead_server() -> None:
    said, fix = refused("postgresql://rung:p%40ss%2Fw%3Ard%207@127.0.0.1:1/store")
    assert said.startswith("postgresql://rung@127.0.0.1:1/store: the server does not answer (")
    assert "refused" in said
    assert "\n" not in said
    assert fix == "start it, or correct the address"


def test_no_right_to_make_tables(postgres: PostgresServer) -> None:
    address = postgres.new_database()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE USER guest PASSWORD 'guest'")
        name = connection.info.dbname
    said, fix = refused(postgres.address(name, "guest", "guest"))
    assert "this user may not do that there (permission denied for schema public)" in said
    assert fix == "GRANT CREATE, USAGE ON SCHEMA public TO the user"


def test_a_server_that_takes_no_changes(postgres: PostgresServer) -> None:
    address = postgres.new_database()
    with open_store(address) as store:
        with psycopg.connect(address, autocommit=True) as connection:
            name = connection.info.dbname
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        store.close()
        with pytest.raises(StorageError, match="takes no changes"), store.writing(ANN) as writer:
            writer.datasets.add(a_version())
        with store.reading() as reader:
            assert reader.datasets.names() == []


def test_a_missing_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr(postgres_module, "create_engine", missing)
    said, fix = refused("postgresql://ann@db/rung")
    assert said == "postgresql://ann@db/rung: PostgreSQL needs a package that is not installed: psycopg"
    assert fix == "pip install 'rung[postgres]'"
