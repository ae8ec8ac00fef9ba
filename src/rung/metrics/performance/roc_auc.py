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
        """Sorted once; of each row, where the rows with its score begin and end."""
        assert outcomes.scores is not None
        order = np.argsort(outcomes.scores, kind="stable")
        scores, happened = outcomes.scores[order], positive(outcomes)[order].astype(np.float64)
        begin, end = np.searchsorted(scores, scores, "left"), np.searchsorted(scores, scores, "right")

        def area(counts: NDArray[np.int64]) -> float:
            drawn = counts[order]
            above = drawn * happened
            below = np.concatenate(([0.0], np.cumsum(drawn - above)))
            pairs = above.sum() * below[-1]
            return float(above @ (below[begin] + below[end]) / 2 / pairs) if pairs else float("nan")

        return area

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        assert outcomes.scores is not None
        return float(roc_auc_score(positive(outcomes), outcomes.scores))
