"""Average precision."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from rung.metrics.performance.base import Metric, Outcomes, Task, positive


class AveragePrecision(Metric):
    """Precision over the recall gained, from the highest score down: the positive class when it is rare.

    Davis and Goadrich, ICML 2006.

    >>> import numpy as np
    >>> seen = Outcomes(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9]), (0, 1))
    >>> round(AveragePrecision()(seen), 3)
    1.0
    """

    id = "average_precision"
    tasks = frozenset({Task.BINARY})
    higher_is_better = True
    best = 1.0
    needs_scores = True

    def drawn(self, outcomes: Outcomes) -> Callable[[NDArray[np.int64]], float]:
        """Weighs the rows by how often they are drawn."""
        happened, scores = positive(outcomes), outcomes.scores
        return lambda counts: float(average_precision_score(happened, scores, sample_weight=counts))

    def compute(self, outcomes: Outcomes) -> float:
        """See the class."""
        assert outcomes.scores is not None
        return float(average_precision_score(positive(outcomes), outcomes.scores))
