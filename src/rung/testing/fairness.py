"""What every fairness metric must do."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rung.metrics.fairness.base import FairnessMetric
    from rung.metrics.performance.base import Outcomes, Task

_SNAKE = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
_ROWS = 120


def check_fairness_metric(metric: FairnessMetric) -> None:
    """Raise `AssertionError`, with a sentence that names the rule, where a metric of fairness breaks one."""
    _check_words(metric)
    for task in metric.tasks:
        _check_values(metric, task)
        _check_own_count(metric, task)
        _check_refusals(metric, task)


def _check_words(metric: FairnessMetric) -> None:
    assert _SNAKE.match(metric.id), f"the id {metric.id!r} is not in small letters with underscores"
    doc = type(metric).__doc__ or ""
    assert len(doc.split(".")[0]) > 10, f"{metric.id} does not say what it is"
    assert re.search(r"\((18|19|20)\d\d\)", doc), f"{metric.id} names no source with its year"
    assert ">>>" in doc, f"{metric.id} has no example that runs"
    assert metric.tasks, f"{metric.id} is for no task"


def _check_values(metric: FairnessMetric, task: Task) -> None:
    import numpy as np  # noqa: PLC0415

    rows, groups = _unequal(task)
    twice = rows.take(np.tile(np.arange(rows.rows), 2))
    alike = metric(twice, np.repeat(["one", "other"], rows.rows))
    assert math.isclose(alike, metric.fair, abs_tol=1e-9), f"{metric.id} gives {alike} for {task} of groups alike"
    value = metric(rows, groups)
    assert math.isfinite(value), f"{metric.id} gives {value}"
    right = value < metric.fair if metric.is_ratio else value > metric.fair
    assert right, f"{metric.id} does not call groups that are treated differently ({task}) less fair"
    order = np.random.default_rng(1).permutation(rows.rows)
    shuffled = metric(rows.take(order), groups[order])
    assert math.isclose(shuffled, value, rel_tol=1e-9), f"{metric.id} depends on the order of the rows"
    renamed = metric(rows, np.char.add(np.where(groups == "f", "z", "a"), groups))
    assert math.isclose(renamed, value, rel_tol=1e-9), f"{metric.id} depends on the names of the groups"


def _check_own_count(metric: FairnessMetric, task: Task) -> None:
    """What is computed, by a library or not, is what the rates of rows give: intervals are made of these."""
    import numpy as np  # noqa: PLC0415

    rows, groups = _unequal(task)
    place = np.unique(groups, return_inverse=True)[1]
    for _, each in metric.problems(rows):
        computed, counted = metric.compute(each, groups), metric.counted(metric.rates(each), place)
        assert math.isclose(computed, counted, rel_tol=1e-9), f"{metric.id} computes {computed} and counts {counted}"


def _check_refusals(metric: FairnessMetric, task: Task) -> None:
    from rung.metrics.performance.base import UndefinedMetricError  # noqa: PLC0415

    rows, groups = _unequal(task)
    for name, keep in (("no rows", groups == "nobody"), ("one group", groups == "f")):
        try:
            metric(rows.take(keep), groups[keep])
        except UndefinedMetricError:
            continue
        raise AssertionError(f"{metric.id} accepts {name}")


def _unequal(task: Task) -> tuple[Outcomes, NDArray[Any]]:
    """Rows of three groups; of `f` the model says less, and is more often wrong."""
    import numpy as np  # noqa: PLC0415

    from rung.metrics.performance.base import Outcomes  # noqa: PLC0415

    rng = np.random.default_rng(0)
    groups = np.array(["f", "m", "x"])[np.arange(_ROWS) % 3]
    missed = (groups == "f") & (rng.uniform(size=_ROWS) < 0.6)
    if task == "regression":
        label = rng.normal(size=_ROWS) * 3
        return Outcomes(label, label - 2.0 * missed + rng.normal(size=_ROWS) * 0.1), groups
    classes = ("early", "late") if task == "binary" else ("a", "b", "c")
    truth = rng.integers(0, len(classes), _ROWS)
    predicted = np.where(missed, 0, np.where(rng.uniform(size=_ROWS) < 0.3, rng.permutation(truth), truth))
    named = np.asarray(classes)
    return Outcomes(named[truth], named[predicted], None, classes), groups
