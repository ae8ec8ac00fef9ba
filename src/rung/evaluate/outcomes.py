"""From what a model said, in plain values, to what metrics take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from rung.errors import RefusedError
from rung.metrics.performance.base import Array, Outcomes, Task

Truth = Sequence[Any]


class Said(Struct, frozen=True):
    """What a model said of rows, as it comes out of the project's interpreter."""

    predicted: list[Any]
    """One class or number for each of n rows."""
    scores: list[list[float | None]] | None = None
    """n rows, one probability for each class; `None` where the model gives none."""
    classes: list[Any] = []
    """In the order of `scores`; empty where the model does not say."""
    latency_ms: list[float] = []
    """Of rows that were asked one at a time."""
    columns: list[str] = []
    """Those that it looked at, as far as it says: a model may be handed more than it takes."""


def outcomes_of(said: Said, truth: Truth, task: Task, *, where: str) -> Outcomes:
    """Truth and predictions, of one type and in one order.

    Raises
    ------
    RefusedError
        The model said something that does not fit: another number of rows, no numbers, an unknown class, a score
        that is none.
    """
    if len(said.predicted) != len(truth):
        raise RefusedError(f"{len(said.predicted):,} predictions for {len(truth):,} rows", where=where)
    if task is Task.REGRESSION:
        return Outcomes(_numbers(truth, where, "the label"), _numbers(said.predicted, where, "a prediction"))
    known, predicted = _classes(truth, where), _plain(said.predicted)
    classes = _in_order(said, known, predicted)
    scores = _scores(said, classes, where) if said.scores is not None else None
    if scores is not None and task is Task.BINARY:
        if len(classes) != 2:
            raise RefusedError(
                f"a binary task has two classes, and the model knows {len(classes)}: {_shown(classes)}",
                where=where,
                fix="task: multiclass, or a label with two values",
            )
        scores = scores[:, 1]
    return Outcomes(_array(known), _array(predicted), scores, classes)


def latency_of(said: Said) -> dict[str, float]:
    """Median and 99th percentile of single rows, in milliseconds; empty where none was asked."""
    if not said.latency_ms:
        return {}
    return {f"p{share}": float(np.percentile(said.latency_ms, share)) for share in (50, 99)}


def task_of(written: str | None, truth: Truth, *, where: str) -> Task:
    """The task that is written, or the one that the label looks like."""
    if written and written != "any":
        return Task(written)
    values = {each for each in truth if each is not None}
    if len(values) <= 2:
        return Task.BINARY
    if all(isinstance(each, float) and not each.is_integer() for each in list(values)[:100]):
        return Task.REGRESSION
    if all(isinstance(each, str) for each in values):
        return Task.MULTICLASS
    raise RefusedError(
        "the label may be a class or a number", where=where, fix="model.task: binary, multiclass or regression"
    )


def _numbers(values: Sequence[Any], where: str, what: str) -> NDArray[np.float64]:
    try:
        found = np.asarray([np.nan if each is None else float(each) for each in values], dtype=np.float64)
    except (TypeError, ValueError):
        wrong = next(each for each in values if not isinstance(each, int | float))
        raise RefusedError(f"{what} is no number: {wrong!r}", where=where, fix="task: multiclass?") from None
    if not np.isfinite(found).all():
        count = int((~np.isfinite(found)).sum())
        raise RefusedError(f"{what} is missing or infinite in {count:,} of {len(found):,} rows", where=where)
    return found


def _classes(truth: Truth, where: str) -> list[Any]:
    missing = sum(each is None for each in truth)
    if missing:
        raise RefusedError(
            f"the label is missing in {missing:,} of {len(truth):,} rows of the holdout",
            where=where,
            fix="leave rows without a label out in a step before the model's",
        )
    return _plain(truth)


def _plain(values: Sequence[Any]) -> list[Any]:
    """1.0 and 1 are one class, and so are `True` and 1 for Python."""
    return [int(each) if isinstance(each, float) and each.is_integer() else each for each in values]


def _in_order(said: Said, truth: list[Any], predicted: list[Any]) -> tuple[object, ...]:
    """The model's classes where it names them; a class that only the truth knows comes last."""
    named = _plain(said.classes)
    rest = sorted({*truth, *predicted} - set(named), key=lambda each: (str(type(each)), each))
    return (*named, *rest)


def _scores(said: Said, classes: tuple[object, ...], where: str) -> NDArray[np.float64]:
    assert said.scores is not None
    found = np.asarray(said.scores, dtype=np.float64)
    named = len(said.classes) or len(classes)
    if found.shape != (len(said.predicted), named):
        raise RefusedError(
            f"scores of shape {found.shape}, and {(len(said.predicted), named)} are expected", where=where
        )
    if not np.isfinite(found).all():
        raise RefusedError("a score is missing or infinite", where=where)
    missing = len(classes) - named
    return np.hstack([found, np.zeros((len(found), missing))]) if missing else found


def _array(values: list[Any]) -> Array:
    kinds = {type(each) for each in values}
    if kinds <= {bool, int} or kinds == {str}:
        return np.asarray(values)
    return np.asarray(values, dtype=object)


def _shown(classes: tuple[object, ...]) -> str:
    listed = ", ".join(map(str, classes[:5]))
    return f"{listed} …" if len(classes) > 5 else listed
