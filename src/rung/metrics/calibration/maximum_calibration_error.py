"""Maximum calibration error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rung.metrics.calibration.base import CalibrationMetric


class MaximumCalibrationError(CalibrationMetric):
    """How far a probability is from what happens, in the worst of some bins of equal mass.

    Naeini, Cooper and Hauskrecht, AAAI (2015). The largest of many gaps: on 750 rows chance alone gives about 0.13 to
    a model whose probabilities are exactly right, on 5,000 about 0.05; `by_chance` says how much.

    >>> import numpy as np
    >>> from rung.metrics.performance.base import Outcomes
    >>> late = np.tile([0, 0, 0, 1, 0, 1, 1, 1], 25)
    >>> scores = np.tile([0.1, 0.3, 0.4, 0.6, 0.3, 0.6, 0.7, 0.9], 25)
    >>> round(MaximumCalibrationError()(Outcomes(late, late, scores, (0, 1))), 3)
    0.4
    """

    id = "maximum_calibration_error"

    def of_gaps(self, gaps: NDArray[np.float64], rows: NDArray[np.float64]) -> float:
        """See the class."""
        return float(gaps.max())
