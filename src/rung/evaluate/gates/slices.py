"""A metric in the worst group, and the gap between groups."""

from __future__ import annotations

import re

from rung.domain.evaluation import Evaluation, GateResult, SliceResult
from rung.evaluate.gates.base import COLUMN, METRIC, NUMBER, OPERATOR, Gate, told


class WorstSlice(Gate):
    """`worst slice(carrier).roc_auc >= 0.55`: nobody is left behind by a good average."""

    form = "worst slice(COLUMN).METRIC >= NUMBER"
    pattern = re.compile(rf"worst\s+slice\({COLUMN}\)\.{METRIC}\s*{OPERATOR}\s*(?P<bound>{NUMBER})")

    def judge(self, evaluation: Evaluation) -> GateResult:
        """See the class."""
        found, refusal = _measured(self, evaluation)
        if refusal:
            return refusal
        upward = self.match["op"].startswith(">")
        worst = (min if upward else max)(found, key=lambda each: each.result or 0.0)
        bound = float(self.match["bound"])
        value = worst.result or 0.0
        ok = self.holds(value, bound)
        one, other = told(value, bound)
        return self.result(
            ok,
            f"{worst.metric} of {worst.column} {worst.value} is {one}, {self.side(ok)} {other} "
            f"({worst.rows:,} rows; {_counted(self, evaluation, found)})",
        )


class Gap(Gate):
    """`gap(sex).recall <= 0.1`: the largest difference between two groups, as fairness is mostly asked for."""

    form = "gap(COLUMN).METRIC <= NUMBER"
    pattern = re.compile(rf"gap\({COLUMN}\)\.{METRIC}\s*{OPERATOR}\s*(?P<bound>{NUMBER})")

    def judge(self, evaluation: Evaluation) -> GateResult:
        """See the class."""
        found, refusal = _measured(self, evaluation)
        if refusal:
            return refusal
        if len(found) == 1:
            return self.result(False, f"{self.column} has one group with enough rows, and a gap needs two")
        least = min(found, key=lambda each: each.result or 0.0)
        most = max(found, key=lambda each: each.result or 0.0)
        gap, bound = (most.result or 0.0) - (least.result or 0.0), float(self.match["bound"])
        ok = self.holds(gap, bound)
        one, other = told(gap, bound)
        return self.result(
            ok,
            f"{least.metric} differs by {one} between {least.column} {least.value} ({least.result:.4g}) and "
            f"{most.value} ({most.result:.4g}), {self.side(ok)} {other} ({_counted(self, evaluation, found)})",
        )


def _measured(gate: Gate, evaluation: Evaluation) -> tuple[list[SliceResult], GateResult | None]:
    """The groups with a result, or the refusal where there is none."""
    asked = [each for each in evaluation.slices if (each.column, each.metric) == (gate.column, gate.metric)]
    found = [each for each in asked if each.result is not None]
    if found:
        return found, None
    why = f"none of its {len(asked)} groups has enough rows: {asked[0].why}" if asked else "was not measured by group"
    return [], gate.result(False, f"{gate.metric} by {gate.column}: {why}")


def _counted(gate: Gate, evaluation: Evaluation, found: list[SliceResult]) -> str:
    asked = sum((each.column, each.metric) == (gate.column, gate.metric) for each in evaluation.slices)
    left_out = asked - len(found)
    return f"{len(found)} groups" + (f", {left_out} too small to say" if left_out else "")
