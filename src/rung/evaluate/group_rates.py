"""What groups get, and what they would get in other rows of the same kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from rung.evaluate.redrawn import Kinds
from rung.evaluate.spread import Estimates
from rung.metrics.fairness.base import FairnessMetric, Numbers, Rate
from rung.metrics.performance.base import Outcomes


class GroupRates(Struct, frozen=True):
    """The rates of one of a metric's problems, in every group."""

    name: str
    """Of the class, where there are several."""
    outcomes: Outcomes
    rates: tuple[Rate, ...]
    """Of one row of each kind."""
    over: Numbers
    """Shape (rates, groups)."""
    under: Numbers
    """The rows that each rate is of, shape (rates, groups)."""
    kept: NDArray[np.bool_]
    """Which groups are compared, shape (groups,)."""

    @property
    def is_comparable(self) -> bool:
        """Whether there are two groups."""
        return int(self.kept.sum()) > 1

    @property
    def is_share(self) -> bool:
        """Whether the rates are shares of rows, and no means of numbers."""
        return bool(self.outcomes.classes)

    @property
    def found(self) -> Numbers:
        """The rates, shape (rates, groups); not a number where a group is left out."""
        return _divided(self.over, np.where(self.kept, self.under, 0))

    def titled(self, rate: int) -> str:
        """What a rate is called."""
        return f"{self.rates[rate].name} of {self.name}" if self.name else self.rates[rate].name

    def drawn(self, kinds: Kinds, counts: NDArray[np.int64]) -> Numbers:
        """Numerators and denominators in draws of kinds, shape (draws, k): shape (draws, 2, rates, compared groups)."""
        sides = ([each.over for each in self.rates], [each.under for each in self.rates])
        summed = [np.stack([kinds.by_group(counts * each) for each in side], axis=1) for side in sides]
        return np.stack(summed, axis=1)[..., self.kept]

    def estimates(self, drawn: Numbers, *, logarithms: bool) -> Iterator[Estimates]:
        """For each rate, the compared groups and how they do in the draws."""
        for number in range(len(self.rates)):
            over, under = drawn[:, 0, number], drawn[:, 1, number]
            x, n = self.over[number, self.kept], self.under[number, self.kept]
            if logarithms:
                # Half a row more, so that a share of 0 has a logarithm (Walter, Biometrika 62, 1975).
                error = np.sqrt(1 / (x + 0.5) - 1 / (n + 1))
                yield Estimates(np.log((x + 0.5) / (n + 1)), np.log(_divided(over + 0.5, under + 1)), error)
                continue
            # Draws of rows that are all alike are alike too: one row of each kind more (Agresti and Caffo 2000).
            share = (x + 1) / (n + 2)
            error = np.sqrt(share * (1 - share) / (n + 2)) if self.is_share else np.zeros(len(x))
            yield Estimates(x / n, _divided(over, under), error)


def group_rates(
    metric: FairnessMetric, outcomes: Outcomes, kinds: Kinds, sizes: NDArray[np.intp], *, least: int, least_of: int
) -> Iterator[GroupRates]:
    """One for each problem of the metric: groups with too few rows, or too few that a rate is a share of, are not kept.

    Parameters
    ----------
    sizes
        Rows of each group, shape (groups,).
    """
    for name, each in metric.problems(outcomes):
        rates = metric.rates(each.take(kinds.first))
        over, under = (_summed(kinds, sides) for sides in ((r.over for r in rates), (r.under for r in rates)))
        kept = (sizes >= least) & (under >= least_of).all(axis=0)
        yield GroupRates(name, each, rates, over, under, kept)


def _summed(kinds: Kinds, sides: Iterable[Numbers]) -> Numbers:
    return np.array([kinds.by_group(kinds.rows * each) for each in sides])


def _divided(over: Numbers, under: Numbers) -> Numbers:
    found: Numbers = np.divide(over, under, out=np.full(np.shape(over), np.nan), where=under > 0)
    return found
