"""Migrations: from the first schema with rows in it to the newest, or not at all."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from rung.domain.dataset import DatasetVersion, FileEntry
from rung.errors import StorageError
from rung.store.address import address_of
from rung.store.chain import NO_HASH, link
from rung.store.databases import database_at
from rung.store.opening import open_store
from rung.store.schema import STEPS, VERSION_TABLE, current, must_upgrade, newest, upgrade
from rung.store.tables import METADATA
from rung.store.transactions import Store
from store.values import ANN, NOON, a_version, assert_consistent, digest

FILES = sorted(STEPS.glob("v*.py"))

FIRST_VERSION = DatasetVersion(digest("v"), "flights", (FileEntry("ü.csv", 7, digest("f")),), NOON, "ann", 3, "kept")
FIRST_EVENT = link(1, NOON, ANN, "dataset.added", f"dataset:flights@{digest('v')}", {"rows": 3}, NO_HASH)

NEXT_STEP = """
import sqlalchemy as sa
from alembic import op
revision = "9999"
down_revision = "{before}"

def upgrade():
    op.add_column("rung_runs", sa.Column("place", sa.Text, server_default="here", nullable=False))
    op.execute("UPDATE rung_dataset_versions SET note = 'moved'")
    {last}
"""


def connection_of(store: Store) -> Connection:
    return store._database.engine.connect()


def fill_first_schema(connection: Connection) -> None:
    """Rows as the first Rung wrote them, in plain SQL: today's tables may differ."""
    upgrade(connection, to="0001")
    event = FIRST_EVENT
    values = {
        "number": 1, "at": "2026-05-04T12:00:00.000000Z", "actor": "ann", "via": "local", "kind": event.kind,
        "subject": event.subject, "data": '{"rows":3}', "before": NO_HASH, "hash": event.hash,
    }  # fmt: skip
    connection.execute(
        text(f"INSERT INTO rung_audit_events VALUES ({', '.join(f':{each}' for each in values)})"), values
    )
    connection.execute(text("UPDATE rung_audit_head SET number = 1, hash = :hash"), {"hash": event.hash})
    packed = zlib.compress(msgspec.msgpack.encode([("ü.csv".encode(), 7, digest("f"))]))
    connection.execute(
        text(
            "INSERT INTO rung_dataset_versions VALUES "
            "('flights', :id, '2026-05-04 12:00:00.000000', 'ann', 3, 'kept', 7, 1, :files, 1)"
        ),
        {"id": digest("v"), "files": packed},
    )


def test_rows_of_the_first_schema_are_found_in_the_newest(address: str) -> None:
    database = database_at(address_of(address), 30)
    database.prepare()
    with database.engine.begin() as connection:
        connection.execute(text("SET TIME ZONE 'UTC'")) if address.startswith("postgresql") else None
        fill_first_schema(connection)
    database.engine.dispose()
    with open_store(address) as store:
        with store.reading() as reader:
            assert reader.datasets.versions("flights") == [FIRST_VERSION]
            assert reader.audit.events() == [FIRST_EVENT]
        with store.writing(ANN) as writer:
            writer.datasets.add(a_version())
        assert assert_consistent(store) == 2


def with_next_step(folder: Path, last: str = "") -> Path:
    steps = folder / "steps"
    shutil.copytree(STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    (steps / "v9999_next.py").write_text(NEXT_STEP.format(before=newest(), last=last))
    return steps


def test_a_later_step_keeps_the_rows(store: Store, tmp_path: Path) -> None:
    with store.writing(ANN) as writer:
        writer.datasets.add(a_version())
    steps = with_next_step(tmp_path)
    with connection_of(store) as connection:
        assert must_upgrade(connection, "here", steps)
        upgrade(connection, steps)
        connection.commit()
        assert not must_upgrade(connection, "here", steps)
        assert current(connection) == "9999"
        columns = [each["name"] for each in inspect(connection).get_columns("rung_runs")]
    assert columns[-1] == "place"
    with store.reading() as reader:
        assert reader.datasets.versions("flights") == [a_version(note="moved")]


def test_a_step_that_fails_undoes_all_it_did(store: Store, tmp_path: Path) -> None:
    with store.writing(ANN) as writer:
        writer.datasets.add(a_version())
    steps = with_next_step(tmp_path, last="op.execute('SELECT * FROM nowhere')")
    with connection_of(store) as connection, pytest.raises(StorageError):
        upgrade(connection, steps)
    with connection_of(store) as connection:
        assert current(connection) == newest()
        assert "place" not in [each["name"] for each in inspect(connection).get_columns("rung_runs")]
    with store.reading() as reader:
        assert reader.datasets.versions("flights") == [a_version()]


def test_an_upgrade_again_is_harmless(store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.datasets.add(a_version())
    store.bring_up_to_date()
    with connection_of(store) as connection:
        upgrade(connection)
        connection.commit()
    with store.reading() as reader:
        assert reader.datasets.versions("flights") == [a_version()]


@pytest.mark.parametrize("found", ["9999", "from-afar"])
def test_a_store_of_a_newer_rung_is_refused_and_left_alone(store: Store, address: str, found: str) -> None:
    with connection_of(store) as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{found}'"))
        connection.commit()
    with pytest.raises(StorageError) as caught:
        open_store(address)
    shown = address_of(address).shown
    assert str(caught.value) == f"{shown}: it was written by a newer Rung (schema {found}; this one knows {newest()})"
    assert caught.value.fix == "pip install --upgrade rung"
    with connection_of(store) as connection:
        assert current(connection) == found


def test_tables_of_others_in_the_same_database_stay(address: str) -> None:
    database = database_at(address_of(address), 30)
    database.prepare()
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('of mlflow')"))
        connection.execute(text("CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY)"))
    database.engine.dispose()
    with open_store(address) as store, connection_of(store) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "of mlflow"
        assert current(connection) == newest()


def test_the_steps_make_the_tables_that_the_code_uses(store: Store) -> None:
    with connection_of(store) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []


def test_steps_are_numbered_without_gaps_and_name_the_one_before() -> None:
    numbers = [re.fullmatch(r"v(\d{4})_\w+", each.stem)[1] for each in FILES]  # type: ignore[index]
    assert numbers == [f"{number:04}" for number in range(1, len(FILES) + 1)], "two branches took one number"
    for path, before in zip(FILES, [None, *numbers], strict=False):
        said = {
            node.targets[0].id: ast.literal_eval(node.value)
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and "revision" in node.targets[0].id
        }
        assert said == {"revision": path.stem[1:5], "down_revision": before}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_step_knows_nothing_of_todays_rung(path: Path) -> None:
    imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert "rung" not in " ".join(map(ast.unparse, imports)), "a step must do tomorrow what it does today"


LEAN = """
import sys
from rung.store.chain import verify
from rung.store.files.base import Files
assert "sqlalchemy" not in sys.modules
from rung.store.opening import open_store
open_store(sys.argv[1]).close()
assert not {"alembic", "psycopg", "polars"} & sys.modules.keys()
"""


def test_a_store_that_is_up_to_date_opens_without_alembic(tmp_path: Path) -> None:
    open_store(tmp_path / "store.db").close()
    subprocess.run([sys.executable, "-c", LEAN, tmp_path / "store.db"], check=True)


def test_an_installed_copy_brings_its_steps_along(tmp_path: Path) -> None:
    """Without a file of settings, and wherever it is installed: a percent sign is special to Alembic's settings."""
    place = tmp_path / "100%s here"
    shutil.copytree(STEPS.parents[1], place / "rung", ignore=shutil.ignore_patterns("__pycache__", "assess"))
    script = (
        "import sys; from rung.store import opening; opening.open_store(sys.argv[1]).close(); print(opening.__file__)"
    )
    environment = {**os.environ, "PYTHONPATH": str(place)}
    words = [sys.executable, "-c", script, tmp_path / "store.db"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(str(place))
    with open_store(tmp_path / "store.db") as store:
        assert assert_consistent(store) == 0
