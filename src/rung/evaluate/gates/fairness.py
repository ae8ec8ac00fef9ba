"""How far apart groups of people may be treated."""

from __future__ import annotations

import re

from rung.domain.evaluation import Evaluation, FairnessResult, GateResult
from rung.evaluate.gates.base import COLUMN, NUMBER, OPERATOR, Gate, shown, told


class Fairness(Gate):
    """`demographic_parity_difference(sex) <= 0.1`: no group of a protected column is treated too differently.

    The value decides, and its interval is told: one that holds the bound says that the rows are too few to be sure.
    Groups that are too small to say are named, whether the gate passes or not.
    """

    form = "FAIRNESS_METRIC(COLUMN) <= NUMBER"
    pattern = re.compile(rf"(?P<fairness>[a-z][a-z0-9_]*)\({COLUMN}\)\s*{OPERATOR}\s*(?P<bound>{NUMBER})")

    @property
    def fairness(self) -> str:
        """See the base class."""
        return self.match["fairness"]

    def judge(self, evaluation: Evaluation) -> GateResult:
        """See the class."""
        asked = (self.fairness, self.column)
        found = next((each for each in evaluation.fairness if (each.metric, each.column) == asked), None)
        name = f"{self.fairness} by {self.column}"
        if found is None:
            return self.result(False, f"{name}: was not measured")
        if found.value is None:
            return self.result(False, f"{name}: {'; '.join(filter(None, [found.why, _left_out(found)]))}")
        bound = float(self.match["bound"])
        ok = self.holds(found.value, bound)
        one, other = told(found.value, bound)
        notes = [*self._doubt(found, bound), *filter(None, [_left_out(found)])]
        return self.result(ok, f"{name} is {one}, {self.side(ok)} {other}: {'; '.join([_pair(found), *notes])}")

    def _doubt(self, found: FairnessResult, bound: float) -> list[str]:
        if found.interval is None:
            return []
        low, high = found.interval.low, found.interval.high
        rows = sum(each.rows for each in found.groups)
        told_as = [f"interval {shown(low)} to {shown(high)} on {rows:,} rows"]
        if self.holds(low, bound) != self.holds(high, bound):
            told_as.append("the rows are too few to be sure")
        return told_as


def _pair(found: FairnessResult) -> str:
    low, high = found.of(found.lowest), found.of(found.highest)
    return (
        f"{found.rate} {shown(low.value)} for {found.column} {found.lowest} ({low.rows:,} rows) "
        f"and {shown(high.value)} for {found.highest} ({high.rows:,} rows)"
    )


def _left_out(found: FairnessResult) -> str:
    """The first few by name, and how many more."""
    named = [f"{each.value} ({each.why})" for each in found.left_out[:3]]
    more = len(found.left_out) - len(named)
    return f"left out: {', '.join(named)}{f' and {more} more' if more else ''}" if named else ""
