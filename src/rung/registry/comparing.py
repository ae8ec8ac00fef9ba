"""A version and the same made again: figure by figure, prediction by prediction, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rung.domain.dataset import FileEntry, version_id
from rung.domain.model_version import ModelVersion
from rung.domain.reproduction import Compared, Reproduction

PREDICTIONS = "predictions"
_MOST = 3
"""Figures that the reason names."""


def reproduction(
    version: ModelVersion,
    *,
    at: datetime,
    by: str,
    metrics: Mapping[str, float],
    recorded: Mapping[str, float] | None = None,
    predictions: tuple[Any, Any] | None = None,
    files: Iterable[FileEntry] = (),
    tolerance: float = 1e-9,
    seconds: float | None = None,
) -> Reproduction:
    """What came of making a version again.

    Parameters
    ----------
    metrics, recorded
        As they came out now, and as they were; those of the version's evaluation by default.
    predictions
        Of both for the same rows in the same order, the recorded ones first: labels, scores, or a column a class.
    files
        Of the model that came out, to see whether even the bits are the same.
    tolerance
        Largest absolute difference of a metric and of a prediction that counts as the same.
    """
    before = recorded if recorded is not None else version.evaluation.metrics if version.evaluation else {}
    lost = sorted(set(before) - set(metrics))
    compared = [Compared(name, before[name], metrics[name], tolerance) for name in sorted(set(before) & set(metrics))]
    rows, shapes = None, ""
    if predictions is not None:
        rows, apart, shapes = _apart(*predictions)
        compared.append(Compared(PREDICTIONS, 0.0, apart, tolerance))
    why = _why(compared, lost, shapes)
    return Reproduction(
        model=version.model,
        version=version.version,
        at=at,
        by=by,
        ok=not why,
        compared=tuple(compared),
        same_files=version_id(files) == version.digest,
        rows=rows,
        seconds=seconds,
        why=why,
    )


def failed(version: ModelVersion, *, at: datetime, by: str, why: str, seconds: float | None = None) -> Reproduction:
    """It could not even be made again."""
    return Reproduction(model=version.model, version=version.version, at=at, by=by, ok=False, seconds=seconds, why=why)


def _apart(recorded: Any, again: Any) -> tuple[int, float, str]:
    """Rows, the largest difference of any, and what keeps them from being compared; labels differ by one."""
    import numpy as np  # noqa: PLC0415

    one, other = np.asarray(recorded), np.asarray(again)
    if one.shape != other.shape:
        return len(other), float("nan"), f"there are predictions of shape {other.shape} in place of {one.shape}"
    if one.size == 0:
        return 0, float("nan"), "there are no predictions to compare"
    if one.dtype.kind in "biuf" and other.dtype.kind in "biuf":
        gaps = np.abs(one.astype(np.float64) - other.astype(np.float64))
        gaps[np.isnan(one.astype(np.float64)) & np.isnan(other.astype(np.float64))] = 0.0
        return len(one), float(gaps.max()), ""
    return len(one), float((one.astype(str) != other.astype(str)).any()), ""


def _why(compared: list[Compared], lost: list[str], shapes: str) -> str:
    if not compared:
        return "nothing is recorded that could be compared"
    if lost:
        return f"{lost[0]} did not come out again"
    if shapes:
        return shapes
    apart = [each for each in compared if not each.ok]
    told = [
        f"{each.name} is {each.again:.6g} in place of {each.recorded:.6g}"
        if each.name != PREDICTIONS
        else f"predictions differ by up to {each.again:.3g}"
        for each in apart[:_MOST]
    ]
    return ", ".join(told) + (f" and {len(apart) - _MOST} more" if len(apart) > _MOST else "")
