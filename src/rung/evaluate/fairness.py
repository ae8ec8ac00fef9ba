"""How far apart groups are, how sure that is, and who is too few to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rung.domain.evaluation import FairnessGroup, FairnessResult, GroupRate, Interval, LeftOutGroup
from rung.evaluate.group_rates import GroupRates, group_rates
from rung.evaluate.groups import LEAST, groups_of, too_many
from rung.evaluate.paired import CONFIDENCE, DRAWS
from rung.evaluate.redrawn import kinds_of, redrawn
from rung.evaluate.spread import Estimates, spread
from rung.metrics.fairness.base import FairnessMetric
from rung.metrics.performance.base import Array, Outcomes

LEAST_OF = 30
"""Rows that a rate is a share of, such as the positive rows of a group. Below it a proportion is not to be published:
Parker and others, National Center for Health Statistics Data Presentation Standards for Proportions (2017)."""


def compare_groups(
    metrics: Sequence[FairnessMetric],
    outcomes: Outcomes,
    column: str,
    values: Array,
    *,
    together: Array | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> list[FairnessResult]:
    """One result a metric, all from the same draws of rows. Deterministic.

    Groups with fewer than `LEAST` rows, or with fewer than `LEAST_OF` that a rate is a share of, are left out and
    named. Rows without a value are a group. Intervals are those of `spread`, of ratios on a logarithmic scale: one that
    holds the fair value says that the groups may be treated alike.

    Parameters
    ----------
    values
        Shape (n,): the value of the column in each row.
    together
        Shape (n,): rows that belong together, such as those of one customer, are drawn together.
    """
    names, place = groups_of(values)
    if why := too_many(column, names) or ("" if names else "there are no rows"):
        return [FairnessResult(metric=each.id, column=column, value=None, why=why) for each in metrics]
    kinds, sizes = kinds_of(outcomes, place), np.bincount(place)
    problems = [list(group_rates(each, outcomes, kinds, sizes, least=LEAST, least_of=LEAST_OF)) for each in metrics]
    asked = [[each for each in of_one if each.is_comparable] for of_one in problems]
    chunks = [
        [[each.drawn(kinds, counts) for each in of_one] for of_one in asked]
        for counts in redrawn(kinds, together, draws, seed)
    ]
    found = []
    for number, metric in enumerate(metrics):
        left_out = tuple(_left_out(problems[number], names, sizes))
        if not asked[number]:
            many = "one group has" if any(each.kept.any() for each in problems[number]) else "no group has"
            why = f"{many} enough rows, and two are needed"
            found.append(FairnessResult(metric=metric.id, column=column, value=None, left_out=left_out, why=why))
            continue
        drawn = [np.concatenate(each) for each in zip(*(chunk[number] for chunk in chunks), strict=True)]
        estimates = [
            one
            for each, sums in zip(asked[number], drawn, strict=True)
            for one in each.estimates(sums, logarithms=metric.is_ratio)
        ]
        found.append(_result(metric, column, names, place, asked[number], estimates, left_out))
    return found


def _result(
    metric: FairnessMetric,
    column: str,
    names: Sequence[str],
    place: NDArray[np.intp],
    asked: Sequence[GroupRates],
    estimates: Sequence[Estimates],
    left_out: tuple[LeftOutGroup, ...],
) -> FairnessResult:
    named = np.asarray(names)
    values = [metric.of_one(each.outcomes.take(each.kept[place]), named[place[each.kept[place]]]) for each in asked]
    value = metric.worst(values)
    worst = asked[values.index(value)]
    rates = worst.found
    rate = int((np.argmin if metric.is_ratio else np.argmax)(metric.apart(rates)))
    order = np.flatnonzero(worst.kept)[np.argsort(rates[rate, worst.kept], kind="stable")]
    return FairnessResult(
        metric=metric.id,
        column=column,
        value=value,
        interval=_interval(metric, value, estimates, 1.0 if worst.is_share else np.inf),
        groups=tuple(_groups(worst, names, np.bincount(place))),
        left_out=left_out,
        rate=worst.titled(rate),
        lowest=names[int(order[0])],
        highest=names[int(order[-1])],
    )


def _interval(metric: FairnessMetric, value: float, estimates: Sequence[Estimates], most: float) -> Interval:
    low, high = spread(estimates, CONFIDENCE)
    if metric.is_ratio:
        low, high = float(np.exp(-high)), float(np.exp(-low))
    return Interval(value, min(low, value), max(min(high, most), value), CONFIDENCE)


def _groups(found: GroupRates, names: Sequence[str], sizes: NDArray[np.intp]) -> Iterator[FairnessGroup]:
    for number in np.flatnonzero(found.kept).tolist():
        rates = (
            GroupRate(found.titled(each), float(found.found[each, number]), int(found.under[each, number]))
            for each in range(len(found.rates))
        )
        yield FairnessGroup(names[number], int(sizes[number]), tuple(rates))


def _left_out(problems: Sequence[GroupRates], names: Sequence[str], sizes: NDArray[np.intp]) -> Iterator[LeftOutGroup]:
    for number, size in enumerate(sizes.tolist()):
        if size < LEAST:
            yield LeftOutGroup(names[number], size, f"{size} rows, and {LEAST} are needed")
            continue
        for each in problems:
            if not each.kept[number]:
                few = int(np.argmin(each.under[:, number]))
                rows = int(each.under[few, number])
                why = f"{rows} rows for its {each.titled(few)}, and {LEAST_OF} are needed"
                yield LeftOutGroup(names[number], size, why)
