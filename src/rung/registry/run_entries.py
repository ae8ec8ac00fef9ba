"""A run as MLflow writes runs: params, metrics, tags, datasets."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from rung.domain.run import Run, RunStatus

ENDED = {
    RunStatus.SUCCESS: "FINISHED",
    RunStatus.FAILURE: "FAILED",
    RunStatus.REFUSED: "FAILED",
    RunStatus.CANCELLED: "KILLED",
}
_UNNAMEABLE = re.compile(r"[^\w .:/-]")
_LONGEST_NAME = 250
_LONGEST_PARAM = 6_000
_LONGEST_TAG = 5_000
_DIGEST = 36
"""Characters that MLflow keeps of a dataset's digest."""


def milliseconds(moment: datetime) -> int:
    """Since 1970."""
    return int(moment.timestamp() * 1_000)


def params_of(run: Run) -> dict[str, str]:
    """`train.max_iter`: one for each value of each step."""
    return {key: value[:_LONGEST_PARAM] for key, value in _flat(run.params)}


def metrics_of(run: Run) -> dict[str, float]:
    """Figures that are numbers, and what the run took."""
    took = {
        "rung.seconds": run.seconds,
        "rung.cpu_seconds": run.cpu_seconds,
        "rung.peak_memory_bytes": run.peak_memory_bytes,
    }
    both = {**run.figures, **took}
    return {
        _name(key): float(value)
        for key, value in both.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    }


def tags_of(run: Run) -> dict[str, str]:
    """Where it comes from, and what it read."""
    told = {
        "mlflow.runName": run.id,
        "mlflow.user": run.by,
        "mlflow.source.name": run.project,
        "mlflow.source.type": "PROJECT",
        "mlflow.source.git.commit": run.commit,
        "rung.run": run.id,
        "rung.project": run.project,
        "rung.status": str(run.status),
        "rung.dirty": str(run.dirty).lower(),
        "rung.environment": run.environment,
        "rung.diff": run.diff,
        **{f"rung.dataset.{name}": version for name, version in run.datasets.items()},
        **{f"rung.contract.{name}": digest for name, digest in run.contracts.items()},
        **{f"rung.figure.{name}": each for name, each in run.figures.items() if isinstance(each, str | bool)},
    }
    return {_name(key): str(value)[:_LONGEST_TAG] for key, value in told.items() if value not in (None, "")}


def inputs_of(run: Run) -> list[Any]:
    """The versions of datasets that it read."""
    from mlflow.entities import Dataset, DatasetInput  # noqa: PLC0415

    return [
        DatasetInput(Dataset(name, version[:_DIGEST], "rung", msgspec.json.encode({"version": version}).decode()))
        for name, version in run.datasets.items()
    ]


def _flat(value: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, each in value.items():
        name = f"{before}.{key}" if before else str(key)
        if isinstance(each, Mapping) and each:
            yield from _flat(each, name)
        else:
            yield _name(name), each if isinstance(each, str) else msgspec.json.encode(each, enc_hook=str).decode()


def _name(text: str) -> str:
    """A name that MLflow takes: letters, digits, `_ - . : /` and blanks."""
    return _UNNAMEABLE.sub("_", text)[:_LONGEST_NAME]
