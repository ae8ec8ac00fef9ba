"""What every performance metric must do."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rung.metrics.performance.base import Metric, Outcomes, Task

_SNAKE = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
_ROWS = 60


def check_metric(metric: Metric) -> None:
    """Raise `AssertionError`, with a sentence that names the rule, where a metric of performance breaks one."""
    _check_words(metric)
    for task in metric.tasks:
        _check_values(metric, task)
        _check_refusals(metric, task)


def _check_words(metric: Metric) -> None:
    assert _SNAKE.match(metric.id), f"the id {metric.id!r} is not in small letters with underscores"
    doc = type(metric).__doc__ or ""
    assert len(doc.split(".")[0]) > 10, f"{metric.id} does not say what it is"
    assert ">>>" in doc, f"{metric.id} has no example that runs"
    assert metric.tasks, f"{metric.id} is for no task"


def _check_values(metric: Metric, task: Task) -> None:
    import numpy as np  # noqa: PLC0415

    perfect, worse = _outcomes(task, perfect=True), _outcomes(task, perfect=False)
    best = metric(perfect)
    assert math.isclose(best, metric.best, abs_tol=1e-9), f"{metric.id} gives {best} for perfect predictions of {task}"
    value = metric(worse)
    assert math.isfinite(value), f"{metric.id} gives {value}"
    sign = 1 if metric.higher_is_better else -1
    assert sign * value < sign * best, f"{metric.id} does not call worse predictions of {task} worse"
    order = np.random.default_rng(1).permutation(worse.rows)
    shuffled = metric(worse.take(order))
    assert math.isclose(shuffled, value, rel_tol=1e-9), f"{metric.id} depends on the order of the rows"
    counts = np.random.default_rng(2).integers(1, 4, worse.rows)
    drawn, repeated = metric.drawn(worse)(counts), metric(worse.take(np.repeat(np.arange(worse.rows), counts)))
    assert math.isclose(drawn, repeated, rel_tol=1e-9), f"{metric.id} counts drawn rows otherwise than repeated ones"


def _check_refusals(metric: Metric, task: Task) -> None:
    from rung.metrics.performance.base import UndefinedMetricError  # noqa: PLC0415

    outcomes = _outcomes(task, perfect=True)
    broken = {"no rows": outcomes.take(outcomes.truth != outcomes.truth)}
    if metric.needs_scores:
        broken["no scores"] = type(outcomes)(outcomes.truth, outcomes.predicted, None, outcomes.classes)
    for name, each in broken.items():
        try:
            metric(each)
        except UndefinedMetricError:
            continue
        raise AssertionError(f"{metric.id} accepts {name}")


def _outcomes(task: Task, *, perfect: bool) -> Outcomes:
    """Rows of a task: names as classes, because labels are seldom numbers."""
    import numpy as np  # noqa: PLC0415

    from rung.metrics.performance.base import Outcomes  # noqa: PLC0415

    rng = np.random.default_rng(0)
    if task == "regression":
        truth = rng.normal(size=_ROWS) * 3
        return Outcomes(truth, truth if perfect else truth + rng.normal(size=_ROWS))
    classes = ("early", "late") if task == "binary" else ("a", "b", "c")
    index = np.arange(_ROWS) % len(classes)
    chance = rng.dirichlet(np.ones(len(classes)), size=_ROWS)
    scores = np.eye(len(classes))[index] if perfect else chance
    predicted = np.asarray(classes)[np.argmax(scores, axis=1)]
    return Outcomes(np.asarray(classes)[index], predicted, scores[:, 1] if task == "binary" else scores, classes)
