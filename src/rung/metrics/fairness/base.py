"""What a fairness metric is: rates of groups, and how far apart they are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from rung.metrics.performance.base import Array, Outcomes, Task, UndefinedMetricError

Numbers = NDArray[np.float64]


class Rate(Struct, frozen=True):
    """A share or a mean, row by row, so that it can be taken of any group and any draw of rows."""

    name: str
    over: Numbers
    """Shape (n,): what each row adds to the numerator."""
    under: Numbers
    """Shape (n,): what each row adds to the denominator, 0 or 1."""


class FairnessMetric(ABC):
    """One number for how differently groups are treated. Stateless; neither the order of rows nor names count."""

    id: ClassVar[str]
    tasks: ClassVar[frozenset[Task]]
    is_ratio: ClassVar[bool] = False
    """Lowest by highest, 1 where all are alike; else highest less lowest, 0 where all are alike."""

    @property
    def fair(self) -> float:
        """What groups that are treated alike give."""
        return 1.0 if self.is_ratio else 0.0

    def __call__(self, outcomes: Outcomes, groups: Array) -> float:
        """The metric over all of these groups, however small; of several classes, of the worst one against the rest.

        Parameters
        ----------
        groups
            Shape (n,): the name of the group of each row.

        Raises
        ------
        UndefinedMetricError
            There are not two groups, or one of them has no row that a rate could be taken of.
        """
        return self.worst([self.of_one(each, groups) for _, each in self.problems(outcomes)])

    def of_one(self, outcomes: Outcomes, groups: Array) -> float:
        """As the call, of one of the `problems`."""
        names, place = np.unique(groups, return_inverse=True)
        if len(names) < 2:
            raise UndefinedMetricError(f"{self.id} needs two groups, and there are {len(names)}")
        rates = self.rates(outcomes)
        for each in rates:
            empty = np.bincount(place, each.under) == 0
            if empty.any():
                raise UndefinedMetricError(f"{names[empty][0]} has no row for a {each.name}")
        value = self.compute(outcomes, groups)
        # A library calls 0 / 0 no number: where no group gets anything, none gets less than another.
        return self.counted(rates, place) if np.isnan(value) else value

    def problems(self, outcomes: Outcomes) -> list[tuple[str, Outcomes]]:
        """Of classes, each one against the rest with its name, and of two the positive one; of numbers, themselves."""
        if not outcomes.classes:
            return [("", outcomes)]
        asked = outcomes.classes[1:] if len(outcomes.classes) == 2 else outcomes.classes
        named = len(asked) > 1
        return [
            (
                str(each) if named else "",
                Outcomes(
                    np.asarray(outcomes.truth == each), np.asarray(outcomes.predicted == each), None, (False, True)
                ),
            )
            for each in asked
        ]

    def apart(self, rates: Numbers) -> Numbers:
        """How far apart the groups on the last axis are; those that are not a number do not count.

        0 by 0 is 1: where no group gets anything, none gets less than another.
        """
        low, high = np.fmin.reduce(rates, axis=-1), np.fmax.reduce(rates, axis=-1)
        if not self.is_ratio:
            return np.asarray(high - low)
        return np.divide(low, high, out=np.where(np.isnan(high), np.nan, 1.0), where=high != 0)

    def worst(self, values: Sequence[float] | Numbers) -> float:
        """The least fair of several."""
        return float(min(values) if self.is_ratio else max(values))

    def counted(self, rates: Sequence[Rate], place: NDArray[np.intp]) -> float:
        """The metric from the rates of rows, shape (n,), whose group has that number."""
        found = [np.bincount(place, each.over) / np.bincount(place, each.under) for each in rates]
        return self.worst(self.apart(np.array(found)))

    @abstractmethod
    def rates(self, outcomes: Outcomes) -> tuple[Rate, ...]:
        """What is compared, of one of the `problems`."""

    def compute(self, outcomes: Outcomes, groups: Array) -> float:
        """As `__call__`, of one of the `problems`; by a library where one has it."""
        return self.counted(self.rates(outcomes), np.unique(groups, return_inverse=True)[1])
