"""Expected calibration error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rung.metrics.calibration.base import CalibrationMetric


class ExpectedCalibrationError(CalibrationMetric):
    """How far a probability is from what happens, in the mean over rows; in bins of equal mass.

    Naeini, Cooper and Hauskrecht, AAAI (2015); of several classes the top one's probability, as Guo and others, ICML
    (2017); bins of equal mass, as Nixon and others, CVPR Workshops (2019). Chance alone gives more than 0: on 750
    rows about 0.05 to a model whose probabilities are exactly right, 0.02 on 5,000; `by_chance` says how much.

    >>> import numpy as np
    >>> from rung.metrics.performance.base import Outcomes
    >>> late = np.tile([0, 0, 0, 1, 0, 1, 1, 1], 25)
    >>> scores = np.tile([0.1, 0.3, 0.4, 0.6, 0.3, 0.6, 0.7, 0.9], 25)
    >>> round(ExpectedCalibrationError()(Outcomes(late, late, scores, (0, 1))), 3)
    0.287
    """

    id = "expected_calibration_error"

    def of_gaps(self, gaps: NDArray[np.float64], rows: NDArray[np.float64]) -> float:
        """See the class."""
        return float(gaps @ rows / rows.sum())
