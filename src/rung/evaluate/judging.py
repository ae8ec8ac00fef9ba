"""From predictions on the holdout to an evaluation, and to what the gates say of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from rung.domain.evaluation import CalibrationBin, Comparison, Evaluation, FairnessResult, SliceResult
from rung.errors import ManifestError
from rung.evaluate.baseline import baseline
from rung.evaluate.fairness import compare_groups
from rung.evaluate.gates.base import Gate
from rung.evaluate.kinds import fairness_kinds, metric_kinds
from rung.evaluate.paired import difference
from rung.evaluate.slices import by_group
from rung.metrics.calibration.base import CalibrationMetric
from rung.metrics.calibration.bins import reliability
from rung.metrics.fairness.base import FairnessMetric
from rung.metrics.performance.base import Array, Metric, Outcomes, Task, UndefinedMetricError


class Candidate(Struct, frozen=True):
    """What is judged, and what it is held against."""

    model: str
    task: Task
    outcomes: Outcomes
    """On the holdout."""
    trained_on: Array
    """Labels outside of the holdout, shape (m,): what the baseline learns from."""
    champion: tuple[str, Outcomes] | None = None
    """`flights@7` and its predictions on the same rows; `None` where there is none yet."""
    columns: Mapping[str, Array] = {}
    """Values of the columns by which groups are made, each of shape (n,)."""
    together: Array | None = None
    """Shape (n,): which rows are not independent of each other, such as those of one day."""
    latency_ms: Mapping[str, float] = {}
    protected: Sequence[str] = ()
    """Which of the columns say what group of people a row is of."""


def metrics_of(task: Task) -> dict[str, Metric]:
    """Every metric of performance and calibration that fits, by id."""
    return {each.id: each() for each in metric_kinds() if task in each.tasks}


def fairness_of(task: Task) -> dict[str, FairnessMetric]:
    """Every metric of fairness that fits, by id."""
    return {each.id: each() for each in fairness_kinds() if task in each.tasks}


def evaluate(
    candidate: Candidate, *, decides: str, gates: Sequence[Gate], at: datetime, holdout: str, dataset: str
) -> Evaluation:
    """Measure, compare, and ask every gate; all of them, so that one run tells everything that stands in the way.

    Parameters
    ----------
    decides
        The metric of `evaluate.metric`.

    Raises
    ------
    ManifestError
        A metric that is asked for does not fit the task.
    """
    known, fair = metrics_of(candidate.task), fairness_of(candidate.task)
    asked = list(dict.fromkeys([decides, *(each.metric for each in gates if each.metric)]))
    _check_fit(asked, known, "metric", candidate.task)
    _check_fit([each.fairness for each in gates if each.fairness], fair, "metric of fairness", candidate.task)
    metrics, undefined = _measured(known, candidate.outcomes)
    wanted = [known[name] for name in asked if name in metrics]
    evaluation = Evaluation(
        model=candidate.model,
        at=at,
        rows=candidate.outcomes.rows,
        holdout=holdout,
        dataset=dataset,
        metrics=metrics,
        undefined=undefined,
        by_chance=_by_chance([known[name] for name in metrics], candidate.outcomes),
        comparisons=tuple(_compared(candidate, wanted)),
        slices=tuple(_sliced(candidate, known, decides, gates)),
        fairness=tuple(_compared_groups(candidate, fair, gates)),
        calibration=_calibrated(candidate),
        latency_ms=candidate.latency_ms,
        decides=decides,
        lower_is_better=tuple(name for name, each in known.items() if not each.higher_is_better),
    )
    return replace(evaluation, gates=tuple(each.judge(evaluation) for each in gates))


def _check_fit(asked: Iterable[str], known: Collection[str], what: str, task: Task) -> None:
    for name in asked:
        if name not in known:
            raise ManifestError(f"{name} is no {what} of {task}", fix=f"one of: {', '.join(sorted(known))}")


def _measured(known: Mapping[str, Metric], outcomes: Outcomes) -> tuple[dict[str, float], dict[str, str]]:
    metrics, undefined = {}, {}
    for name, metric in known.items():
        try:
            metrics[name] = metric(outcomes)
        except UndefinedMetricError as error:
            undefined[name] = error.what
    return metrics, undefined


def _by_chance(measured: Iterable[Metric], outcomes: Outcomes) -> dict[str, float]:
    return {each.id: each.by_chance(outcomes) for each in measured if isinstance(each, CalibrationMetric)}


def _compared(candidate: Candidate, wanted: Sequence[Metric]) -> Iterator[Comparison]:
    others = [("baseline", baseline(candidate.task, candidate.trained_on, candidate.outcomes))]
    if candidate.champion is not None:
        name, outcomes = candidate.champion
        others.append((f"champion {name}", outcomes))
    for against, outcomes in others:
        for metric in wanted:
            if metric.needs_scores and outcomes.scores is None:
                continue
            apart = difference(metric, candidate.outcomes, outcomes, groups=candidate.together)
            yield Comparison(against, metric.id, metric(outcomes), apart, outcomes.rows)


def _sliced(
    candidate: Candidate, known: Mapping[str, Metric], decides: str, gates: Sequence[Gate]
) -> Iterator[SliceResult]:
    pairs = [(column, decides) for column in candidate.columns]
    pairs += [(each.column, each.metric or decides) for each in gates if each.column and not each.fairness]
    for column, name in dict.fromkeys(pairs):
        values = _values(candidate, column, "model.slices")
        yield from by_group(known[name], candidate.outcomes, column, values)


def _compared_groups(
    candidate: Candidate, fair: Mapping[str, FairnessMetric], gates: Sequence[Gate]
) -> Iterator[FairnessResult]:
    columns = [*candidate.protected, *(each.column for each in gates if each.fairness and each.column)]
    for column in dict.fromkeys(columns):
        values = _values(candidate, column, "model.protected")
        yield from compare_groups(list(fair.values()), candidate.outcomes, column, values, together=candidate.together)


def _values(candidate: Candidate, column: str, where: str) -> Array:
    if column not in candidate.columns:
        raise ManifestError(
            f"a gate asks for groups by {column}, which is not in model.slices or model.protected"
            if column not in candidate.protected
            else f"{column} of model.protected is no column of the holdout",
            fix=f"add {column} to {where}" if column not in candidate.protected else "name a column of the data",
        )
    return candidate.columns[column]


def _calibrated(candidate: Candidate) -> tuple[CalibrationBin, ...]:
    if candidate.task is Task.REGRESSION or candidate.outcomes.scores is None:
        return ()
    try:
        return reliability(candidate.outcomes)
    except UndefinedMetricError:  # and `undefined` says why, at the calibration errors
        return ()
