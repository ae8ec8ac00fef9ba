"""What a performance metric is, and what it is given."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum
from typing import ClassVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from rung.errors import RungError

Array = NDArray[np.generic]


class Task(StrEnum):
    """What a model predicts."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    REGRESSION = "regression"


class UndefinedMetricError(RungError):
    """The rows do not allow the metric: too few, one class only, no scores."""

    code = "undefined-metric"
    exit_code = 1


class Outcomes(Struct, frozen=True):
    """Truth and predictions of the same rows, in the same order."""

    truth: Array
    """Shape (n,): a class or a number per row."""
    predicted: Array
    """Shape (n,): the predicted class, or number."""
    scores: Array | None = None
    """Binary: shape (n,), the probability of the positive class. Multiclass: (n, k), one column for each class."""
    classes: tuple[object, ...] = ()
    """In the order of the columns of `scores`; of two classes the second is the positive one."""

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.truth)

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> Outcomes:
        """Those rows alone."""
        scores = None if self.scores is None else self.scores[index]
        return Outcomes(self.truth[index], self.predicted[index], scores, self.classes)


class Metric(ABC):
    """One number for predictions. Stateless; the order of rows does not matter."""

    id: ClassVar[str]
    tasks: ClassVar[frozenset[Task]]
    higher_is_better: ClassVar[bool]
    best: ClassVar[float]
    """What perfect predictions give."""
    needs_scores: ClassVar[bool] = False

    def __call__(self, outcomes: Outcomes) -> float:
        """The metric over these rows.

        Raises
        ------
        UndefinedMetricError
            The rows do not allow it; says why.
        """
        if not outcomes.rows:
            raise UndefinedMetricError(f"{self.id} needs rows, and there is none")
        if self.needs_scores and outcomes.scores is None:
            raise UndefinedMetricError(
                f"{self.id} needs scores, and the model gives classes only",
                fix="give the model a predict_proba, or decide by a metric of classes",
            )
        return float(self.compute(outcomes))

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """The metric over rows that are drawn again and again: takes how often each is drawn, shape (n,).

        What the bootstrap asks a thousand times. A metric that can prepare for it gives a faster function.
        """
        rows = np.arange(outcomes.rows)
        return lambda counts: self(outcomes.take(np.repeat(rows, counts)))

    @abstractmethod
    def compute(self, outcomes: Outcomes) -> float:
        """As `__call__`, for at least one row, and with scores where they are needed."""


def distances(outcomes: Outcomes) -> NDArray[np.float64]:
    """Predicted less true, shape (n,), in the unit of the label."""
    return np.subtract(outcomes.predicted, outcomes.truth, dtype=np.float64, casting="unsafe")


def positive(outcomes: Outcomes) -> NDArray[np.bool_]:
    """Which rows are of the positive class: the second of the two. Raises where both are not there."""
    if len(outcomes.classes) != 2:
        raise UndefinedMetricError(f"two classes are needed, and there are {len(outcomes.classes)}")
    found = np.asarray(outcomes.truth == outcomes.classes[1])
    if found.all() or not found.any():
        only = outcomes.classes[1] if found.all() else outcomes.classes[0]
        raise UndefinedMetricError(f"both classes are needed, and all {outcomes.rows:,} rows are {only}")
    return found


def mean_drawn(losses: NDArray[np.float64]) -> Callable[[NDArray[np.int64]], float]:
    """`Metric.drawn` of a metric that is the mean of one number per row, shape (n,)."""
    return lambda counts: float(losses @ counts / counts.sum())
