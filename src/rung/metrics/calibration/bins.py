"""Rows with about the same score, put together."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from rung.domain.evaluation import CalibrationBin
from rung.metrics.performance.base import Outcomes, UndefinedMetricError

MOST = 15
"""Bins, as Guo and others (2017) take."""
LEAST = 50
"""Rows of a bin; fewer rows than 15 times as many give fewer bins, because chance alone opens a gap in a small one."""

Numbers = NDArray[np.float64]


class Bins(Struct, frozen=True):
    """Sums of each bin, shape (b,), from the lowest scores to the highest."""

    rows: Numbers
    scores: Numbers
    happened: Numbers


class Binning:
    """Cuts rows into bins of equal mass (Nixon and others 2019), again and again as they are drawn.

    Rows with the same score stay together, so that the order of rows counts for nothing; a bin can so be larger than
    its share, and there can be fewer.
    """

    def __init__(self, outcomes: Outcomes) -> None:
        scores, happened = _foretold(outcomes)
        if not np.isfinite(scores).all():
            raise UndefinedMetricError(f"{int((~np.isfinite(scores)).sum()):,} rows have a score that is no number")
        self._order = np.argsort(scores, kind="stable")
        self.scores, self._happened = scores[self._order], happened[self._order]
        self._first = np.flatnonzero(np.diff(self.scores, prepend=-np.inf))

    def bins(self, counts: NDArray[np.int64]) -> tuple[NDArray[np.intp], Numbers]:
        """The bin of each row and how often it is drawn, both by score; the bins are numbered without a gap."""
        drawn = counts[self._order].astype(np.float64)
        mass = np.add.reduceat(drawn, self._first)
        total = mass.sum()
        many = int(min(MOST, max(1, total // LEAST)))
        middle = np.cumsum(mass) - mass / 2
        place = np.minimum((middle * many / total).astype(np.intp), many - 1)
        used = np.bincount(place, mass, minlength=many) > 0
        number = (np.cumsum(used) - 1)[place]
        # A score that is not drawn may lie beyond the last bin that is, and adds nothing wherever it is put.
        number = np.clip(number, 0, None)
        return np.repeat(number, np.diff(self._first, append=len(self.scores))), drawn

    def cut(self, counts: NDArray[np.int64]) -> Bins:
        """The bins of rows that are drawn so often, shape (n,)."""
        number, drawn = self.bins(counts)
        return Bins(
            *(
                np.bincount(number, each).astype(np.float64)
                for each in (drawn, drawn * self.scores, drawn * self._happened)
            )
        )


def reliability(outcomes: Outcomes) -> tuple[CalibrationBin, ...]:
    """The reliability table: for each bin, the mean score and how often it came true.

    Of several classes the top one: its probability, and whether it is right. Murphy and Winkler, Journal of the Royal
    Statistical Society C 26 (1977); top labels as Guo and others, ICML (2017).

    Raises
    ------
    UndefinedMetricError
        A score is no number.

    >>> import numpy as np
    >>> late = np.tile([0, 0, 0, 1, 0, 1, 1, 1], 25)
    >>> for each in reliability(Outcomes(late, late, np.repeat([0.2, 0.4, 0.6, 0.9], 50), (0, 1))):
    ...     print(each.rows, round(each.mean_score, 2), each.observed)
    50 0.2 0.48
    50 0.4 0.5
    50 0.6 0.5
    50 0.9 0.52
    """
    binning, every = Binning(outcomes), np.ones(outcomes.rows, np.int64)
    number, _ = binning.bins(every)
    sums = binning.cut(every)
    edges = [(binning.scores[number == each][0], binning.scores[number == each][-1]) for each in range(len(sums.rows))]
    return tuple(
        CalibrationBin(float(low), float(high), float(score / rows), float(happened / rows), int(rows))
        for (low, high), rows, score, happened in zip(edges, sums.rows, sums.scores, sums.happened, strict=True)
    )


def _foretold(outcomes: Outcomes) -> tuple[Numbers, Numbers]:
    """A probability and whether it came true, row by row."""
    assert outcomes.scores is not None
    scores = outcomes.scores.astype(np.float64)
    if scores.ndim == 1:
        return scores, np.asarray(outcomes.truth == outcomes.classes[1]).astype(np.float64)
    top = np.argmax(scores, axis=1)
    right = np.zeros(outcomes.rows)
    for number, each in enumerate(outcomes.classes):
        right[(top == number) & (outcomes.truth == each)] = 1.0
    return scores[np.arange(outcomes.rows), top], right
