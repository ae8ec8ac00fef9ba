"""Runs of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, Select, insert, select, update

from rung.domain.run import Figures, Run, RunStatus, StepRun
from rung.errors import UsageError
from rung.store.aggregate import Readings, Writings
from rung.store.packing import pack, sound, unpack
from rung.store.tables import RUNS as TABLE

_NEWEST = select(TABLE).order_by(TABLE.c.began.desc())


class _Taken(Struct, frozen=True):
    """What went in."""

    params: dict[str, Any]
    datasets: dict[str, str]
    contracts: dict[str, str] = {}
    diff: str | None = None
    lock: str | None = None
    tracking: str = ""


class _Given(Struct, frozen=True):
    """What came out."""

    steps: tuple[StepRun, ...]
    figures: dict[str, Any]


class RunReader(Readings):
    """What ran."""

    def get(self, id: str) -> Run | None:
        """The run with that id."""
        return next(iter(self._runs(select(TABLE).where(TABLE.c.id == id))), None)

    def latest(self, limit: int = 20) -> list[Run]:
        """The runs that began last, newest first."""
        return self._runs(_NEWEST.limit(limit))

    def unfinished(self) -> list[Run]:
        """Runs that have begun and not ended, newest first; their process may be gone."""
        return self._runs(_NEWEST.where(TABLE.c.status == RunStatus.RUNNING))

    def content(self) -> list[str]:
        """Digests of the content of all runs: what differed from the commit, and locks."""
        return [each for run in self._runs(_NEWEST) for each in (run.diff, run.lock) if each]

    def _runs(self, statement: Select[Any]) -> list[Run]:
        return [_run(row) for row in self._rows(statement, "runs")]


class RunWriter(Writings, RunReader):
    """Records the beginning and the end of a run."""

    def begin(self, run: Run) -> None:
        """Store a run as it begins.

        Raises
        ------
        UsageError
            There is a run with that id.
        """
        if self.get(run.id) is not None:
            raise UsageError(f"run {run.id} is recorded already", fix="begin each run with an id of its own")
        columns = _columns(run)
        self._change(
            "run.began",
            f"run:{run.id}",
            {
                "project": run.project,
                "by": run.by,
                "commit": run.commit,
                "dirty": run.dirty,
                "environment": run.environment,
                "datasets": dict(run.datasets),
                "contracts": dict(run.contracts),
                "diff": run.diff,
            },
            lambda number: insert(TABLE).values(**columns, began=number),
        )

    def finish(
        self,
        id: str,
        status: RunStatus,
        ended: datetime,
        figures: Figures,
        *,
        steps: Iterable[StepRun] = (),
        cpu_seconds: float | None = None,
        peak_memory_bytes: int | None = None,
    ) -> None:
        """Store how a run ended and what it took.

        Raises
        ------
        UsageError
            There is no such run, or it has ended.
        """
        run = self.get(id)
        if run is None or run.status is not RunStatus.RUNNING:
            raise UsageError(f"there is no run {id}" if run is None else f"run {id} has ended: {run.status}")
        status = RunStatus(status)
        given = pack(_Given(tuple(steps) or run.steps, dict(figures)))
        seconds = (ended - run.started_at).total_seconds()
        values = {
            "status": status.value, "ended_at": ended, "given": given, "seconds": seconds,
            "cpu_seconds": cpu_seconds, "peak_memory_bytes": peak_memory_bytes,
        }  # fmt: skip
        self._change(
            "run.finished",
            f"run:{id}",
            {"status": status, "seconds": seconds, "figures": dict(figures)},
            lambda number: update(TABLE).where(TABLE.c.id == id).values(**values, finished=number),
        )


def _columns(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "project": run.project,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "started_by": run.by,
        "revision": run.commit,
        "dirty": run.dirty,
        "status": RunStatus(run.status).value,
        "environment": run.environment,
        "seconds": run.seconds,
        "cpu_seconds": run.cpu_seconds,
        "peak_memory_bytes": run.peak_memory_bytes,
        "taken": pack(
            _Taken(dict(run.params), dict(run.datasets), dict(run.contracts), run.diff, run.lock, run.tracking)
        ),
        "given": pack(_Given(run.steps, dict(run.figures))),
    }


def _run(row: Row[Any]) -> Run:
    with sound(f"run {row.id}"):
        taken, given = unpack(row.taken, _Taken), unpack(row.given, _Given)
        status = RunStatus(row.status)
    return Run(
        id=row.id,
        project=row.project,
        started_at=row.started_at,
        ended_at=row.ended_at,
        by=row.started_by,
        commit=row.revision,
        dirty=row.dirty,
        status=status,
        steps=given.steps,
        params=taken.params,
        figures=given.figures,
        datasets=taken.datasets,
        environment=row.environment,
        contracts=taken.contracts,
        diff=taken.diff,
        lock=taken.lock,
        tracking=taken.tracking,
        seconds=row.seconds,
        cpu_seconds=row.cpu_seconds,
        peak_memory_bytes=row.peak_memory_bytes,
    )
