"""A metric against a number."""

from __future__ import annotations

import re

from rung.domain.evaluation import Evaluation, GateResult
from rung.evaluate.gates.base import METRIC, NUMBER, OPERATOR, Gate, shown, told


class Threshold(Gate):
    """`roc_auc >= 0.65`: what a model must reach whatever else there is.

    Of an error that chance alone keeps above 0 it is told how much that is, so that nobody asks for the impossible.
    """

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
        chance = evaluation.by_chance.get(self.match["metric"])
        alone = "" if chance is None else f"; a model that is exactly right gives {shown(chance)} on so many, by chance"
        says = f"{self.match['metric']} {one} is {self.side(ok)} {other} on {evaluation.rows:,} rows{alone}"
        return self.result(ok, says)
