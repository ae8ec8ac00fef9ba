"""Airflow: runs of DAGs, as its REST interface lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from rung.assess.records.importers.base import Importer, ended, moment, text
from rung.assess.regex import regex
from rung.domain.record import PipelineRun, Record

TRIGGERS: dict[str, Literal["schedule", "manual", "data"]] = {
    "scheduled": "schedule", "manual": "manual", "backfill": "manual", "dataset_triggered": "data",
    "asset_triggered": "data",
}  # fmt: skip
TASKS: tuple[tuple[Literal["monitoring", "validation", "scoring"], Any], ...] = (
    ("monitoring", regex(r"monitor|drift|watch")),
    ("validation", regex(r"valid|quality|expectation")),
    ("scoring", regex(r"score|scoring|predict|inference|batch_infer")),
)
"""What a DAG is for, by its id; training when nothing else fits."""


class Airflow(Importer):
    """What `GET /api/v1/dags/~/dagRuns` (or `/api/v2`) answers."""

    name = "airflow"
    exports = ("curl -u USER:TOKEN 'https://AIRFLOW/api/v1/dags/~/dagRuns?limit=1000' > dag_runs.json",)

    def events(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Record]:
        """Every run that ended."""
        for row in rows:
            at, status = moment(row.get("end_date")), ended(row.get("state"))
            dag = text(row.get("dag_id"))
            if at is None or status is None or dag is None:
                continue
            started = moment(row.get("start_date"))
            run_type = str(row.get("run_type"))
            yield PipelineRun(
                at=at,
                id=f"airflow:{dag}:{row.get('dag_run_id')}",
                service=TRIGGERS.get(run_type) in ("schedule", "data"),
                status=status,
                pipeline=dag,
                task=next((task for task, pattern in TASKS if pattern.search(dag.lower())), "training"),
                trigger=TRIGGERS.get(run_type, "other"),
                seconds=(at - started).total_seconds() if started else None,
            )
