"""Area under the receiver operating characteristic."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from rung.metrics.performance.base import Metric, Outcomes, Task, positive


class RocAuc(Metric):
    """The chance that a positive row scores higher than a negative one; ties count half.

    Hanley and McNeil, Radiology 143 (1982).

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9]), (0, 1))
    >>> round(RocAuc()(seen), 3)
    1.0
    """

    id = "roc_auc"
    tasks = frozenset({Task.BINARY})
    higher_is_better = True
    best = 1.0
    needs_scores = True

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """Sorted once: of each score, how many negative rows lie below it and how many share it."""
        assert outcomes.scores is not None
        order = np.argsort(outcomes.scores, kind="stable")
        scores, happened = outcomes.scores[order], positive(outcomes)[order]
        first = np.flatnonzero(np.r_[True, scores[1:] != scores[:-1]])

        def area(counts: NDArray[np.int64]) -> float:
            drawn = counts[order]
            above = np.add.reduceat(np.where(happened, drawn, 0), first)
            below = np.add.reduceat(np.where(happened, 0, drawn), first)
            pairs = int(above.sum()) * int(below.sum())
            return float(above @ (np.cumsum(below) - below / 2) / pairs) if pairs else float("nan")

        return area

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        assert outcomes.scores is not None
        return float(roc_auc_score(positive(outcomes), outcomes.scores))
