"""Between which bounds the largest distance of some groups lies: an interval for every pair at once."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Estimates(Struct, frozen=True):
    """One rate of some groups, and the same in draws of the rows."""

    found: Numbers
    """Shape (groups,)."""
    drawn: Numbers
    """Shape (draws, groups); not a number where a draw holds no row of a group."""
    least_error: Numbers
    """Shape (groups,): the standard error that a group has at least, for what draws of its rows do not show."""


def spread(asked: Sequence[Estimates], confidence: float) -> tuple[float, float]:
    """Lowest and highest that the largest distance between two groups of one of the estimates may be.

    The largest of many distances is above 0 by chance alone, in the rows and again in draws of them: percentiles of it
    never hold 0. So every pair has its interval, all of them as wide, in their standard errors, as holds the whole
    lot (Tukey's simultaneous intervals, their quantile from the bootstrap: Westfall and Young 1993), and the largest
    distance is at least the largest lower end and at most the largest upper one.
    """
    errors, largest = [], np.zeros(len(asked[0].drawn))
    for each in asked:
        off = np.nan_to_num(each.drawn - each.found)
        for one in range(len(each.found) - 1):
            pairs = off[:, one, None] - off[:, one + 1 :]
            error = np.maximum(pairs.std(axis=0), np.hypot(each.least_error[one], each.least_error[one + 1 :]))
            sizes = np.divide(np.abs(pairs), error, out=np.zeros(pairs.shape), where=error > 0)
            largest = np.maximum(largest, sizes.max(axis=1))
            errors.append((np.abs(each.found[one] - each.found[one + 1 :]), error))
    # Draws of rows that are all alike are all alike; one pair alone would have as many standard errors as a normal one.
    wide = max(float(np.quantile(largest, confidence)), NormalDist().inv_cdf((1 + confidence) / 2))
    low = max(float((apart - wide * error).max()) for apart, error in errors)
    high = max(float((apart + wide * error).max()) for apart, error in errors)
    return max(low, 0.0), high
