"""What anybody could predict without a model: the commonest class, or the middle of the label."""

from __future__ import annotations

import numpy as np

from rung.metrics.performance.base import Array, Outcomes, Task


def baseline(task: Task, trained_on: Array, asked: Outcomes) -> Outcomes:
    """The same rows as `asked`, predicted from nothing but the labels that a model would be trained on.

    Classes: the commonest, with the shares of all as scores; numbers: the mean.

    Parameters
    ----------
    trained_on
        Shape (m,): labels outside of the holdout.

    Raises
    ------
    ValueError
        There are no labels.
    """
    if not len(trained_on):
        raise ValueError("a baseline needs labels")
    if task is Task.REGRESSION:
        return Outcomes(asked.truth, np.full(asked.rows, np.mean(trained_on.astype(np.float64))))
    shares = np.array([np.mean(trained_on == each) for each in asked.classes])
    commonest = np.full(asked.rows, asked.classes[int(np.argmax(shares))], dtype=asked.truth.dtype)
    scores = np.full(asked.rows, shares[1]) if task is Task.BINARY else np.tile(shares, (asked.rows, 1))
    return Outcomes(asked.truth, commonest, scores, asked.classes)
