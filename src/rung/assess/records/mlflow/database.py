"""The SQLite database of MLflow (`mlflow.db`), opened read-only."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from rung.assess.records.mlflow.base import MOST_RUNS, Store, StoreError, TrackedRun, TrackedVersion

RUNS = """
    SELECT run_uuid, e.name, status, start_time, end_time
    FROM runs AS r JOIN experiments AS e USING (experiment_id)
    WHERE r.lifecycle_stage = 'active' AND start_time IS NOT NULL
    ORDER BY start_time DESC LIMIT ?
"""
INPUTS = """
    SELECT i.destination_id, d.name, d.digest
    FROM inputs AS i JOIN datasets AS d ON d.dataset_uuid = i.source_id
    WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN'
"""
VERSIONS = """
    SELECT v.name, version, v.creation_time, v.last_updated_time, run_id, current_stage, v.description, m.description
    FROM model_versions AS v LEFT JOIN registered_models AS m USING (name)
    WHERE current_stage IS NULL OR current_stage != 'Deleted_Internal'
"""


class Database(Store):
    """One file."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened yet."""
        self._path = path

    def runs(self) -> list[TrackedRun]:
        """As `Store.runs` says."""
        tags, params, metrics = (
            self._by_run("SELECT run_uuid, key, value FROM tags"),
            self._by_run("SELECT run_uuid, key, value FROM params"),
            self._by_run("SELECT run_uuid, key, value FROM latest_metrics WHERE is_nan = 0"),
        )
        data: dict[str, list[str]] = defaultdict(list)
        for run, name, digest in self._rows(INPUTS, optional=True):
            data[run].append(f"{name}@{digest}")
        return [
            TrackedRun(run, name, status or "", int(start), end, tags[run], params[run], metrics[run], tuple(data[run]))
            for run, name, status, start, end in self._rows(RUNS, MOST_RUNS)
        ]

    def versions(self) -> list[TrackedVersion]:
        """As `Store.versions` says; a database without a registry has none."""
        aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
        for model, alias, version in self._rows(
            "SELECT name, alias, version FROM registered_model_aliases", optional=True
        ):
            aliases[model, str(version)].append(alias)
        of_models: dict[str, dict[str, str]] = defaultdict(dict)
        for model, key, value in self._rows("SELECT name, key, value FROM registered_model_tags", optional=True):
            of_models[model][key] = value or ""
        tags: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for model, version, key, value in self._rows(
            "SELECT name, version, key, value FROM model_version_tags", optional=True
        ):
            tags[model, str(version)][key] = value or ""
        return [
            TrackedVersion(
                model, str(version), int(created or 0), int(updated or created or 0), run or "", stage or "",
                tuple(aliases[model, str(version)]), "\n".join(filter(None, (own, of_model))),
                {**of_models[model], **tags[model, str(version)]},
            )
            for model, version, created, updated, run, stage, own, of_model in self._rows(VERSIONS, optional=True)
        ]  # fmt: skip

    def _by_run(self, query: str) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = defaultdict(dict)
        for run, key, value in self._rows(query):
            found[run][key] = value
        return found

    def _rows(self, query: str, *values: object, optional: bool = False) -> Iterator[tuple[Any, ...]]:
        """The answers; none when the table is `optional` and this version of MLflow does not have it."""
        if not self._path.is_file():
            raise StoreError("is no regular file" if self._path.exists() else "is not there")
        try:
            # Not `immutable`: a server may be writing, and then a log lies beside the file.
            with closing(sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                yield from connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            if optional and "no such" in str(error):
                return
            raise StoreError(f"is not a database of MLflow that can be read: {error}") from error


def is_database(path: Path) -> bool:
    """Whether the file is a database of SQLite, whatever it is called."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(16) == b"SQLite format 3\0"
    except OSError:
        return False
