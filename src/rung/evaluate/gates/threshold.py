"""A metric against a number."""

from __future__ import annotations

import re

from rung.domain.evaluation import Evaluation, GateResult
from rung.evaluate.gates.base import METRIC, NUMBER, OPERATOR, Gate, told


class Threshold(Gate):
    """`roc_auc >= 0.65`: what a model must reach whatever else there is."""

    form = "METRIC >= NUMBER"
    pattern = re.compile(rf"{METRIC}\s*{OPERATOR}\s*(?P<bound>{NUMBER})")

    def judge(self, evaluation: Evaluation) -> GateResult:
        """See the class."""
        value = self.measured(evaluation)
        if isinstance(value, GateResult):
            return value
        bound = float(self.match["bound"])
        ok = self.holds(value, bound)
        one, other = told(value, bound)
        return self.result(ok, f"{self.match['metric']} {one} is {self.side(ok)} {other} on {evaluation.rows:,} rows")
