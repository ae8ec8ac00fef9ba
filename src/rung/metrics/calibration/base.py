"""What a calibration metric is: something of the gaps between what was foretold and what happened, bin by bin."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from rung.metrics.calibration.bins import Binning
from rung.metrics.performance.base import Metric, Outcomes, Task

DRAWS = 50
"""Of outcomes, for what chance alone gives."""


class CalibrationMetric(Metric):
    """One number for probabilities: of the positive class, or of the top class of several."""

    tasks: ClassVar[frozenset[Task]] = frozenset({Task.BINARY, Task.MULTICLASS})
    higher_is_better: ClassVar[bool] = False
    best: ClassVar[float] = 0.0
    needs_scores: ClassVar[bool] = True

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """Sorted once; bins are cut anew for every draw."""
        binning = Binning(outcomes)

        def value(counts: NDArray[np.int64]) -> float:
            bins = binning.cut(counts)
            return self.of_gaps(np.abs(bins.scores - bins.happened) / bins.rows, bins.rows)

        return value

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        return self.drawn(outcomes)(np.ones(outcomes.rows, np.int64))

    def by_chance(self, outcomes: Outcomes, *, draws: int = DRAWS, seed: int = 0) -> float:
        """What it gives in the mean where every score comes true as often as it says: the fewer rows, the more.

        Broecker and Smith, Weather and Forecasting 22 (2007), draw outcomes from the scores for the same end.
        """
        binning, rng = Binning(outcomes), np.random.default_rng(seed)
        number, once = binning.bins(np.ones(outcomes.rows, np.int64))
        rows = np.bincount(number, once).astype(np.float64)
        found = []
        for _ in range(draws):
            off = binning.scores - (rng.uniform(size=outcomes.rows) < binning.scores)
            found.append(self.of_gaps(np.abs(np.bincount(number, off)) / rows, rows))
        return float(np.mean(found))

    @abstractmethod
    def of_gaps(self, gaps: NDArray[np.float64], rows: NDArray[np.float64]) -> float:
        """From each bin's distance between mean score and observed rate, shape (b,), and its rows."""
