"""A metric against the champion's, or the baseline's, on the same rows."""

from __future__ import annotations

import re

from rung.domain.evaluation import Comparison, Evaluation, GateResult
from rung.evaluate.gates.base import METRIC, NUMBER, OPERATOR, Gate, shown, told

_SIGN = {"+": 1.0, "-": -1.0}


class AgainstOther(Gate):
    """`roc_auc >= champion - 0.005`: no worse than what runs today, but for a margin.

    The difference decides, and its interval is told: one that crosses the margin says that the rows are too few to be
    sure. Where there is no champion yet, the first model passes; a baseline is always there.
    """

    form = "METRIC >= champion - NUMBER, or baseline + NUMBER"
    pattern = re.compile(
        rf"{METRIC}\s*{OPERATOR}\s*(?P<other>champion|baseline)(?:\s*(?P<sign>[-+])\s*(?P<margin>{NUMBER}))?"
    )

    def judge(self, evaluation: Evaluation) -> GateResult:
        """See the class."""
        value = self.measured(evaluation)
        if isinstance(value, GateResult):
            return value
        other, metric = self.match["other"], self.match["metric"]
        found = [each for each in evaluation.comparisons if each.against.split()[0] == other and each.metric == metric]
        if not found:
            if other == "champion" and not any(each.against.startswith(other) for each in evaluation.comparisons):
                return self.result(True, "there is no champion yet")
            return self.result(False, f"{metric} was not compared with the {other}")
        return self._compared(value, found[0])

    def _compared(self, value: float, found: Comparison) -> GateResult:
        margin = _SIGN[self.match["sign"] or "+"] * float(self.match["margin"] or 0)
        difference = found.difference
        ok = self.holds(difference.value, margin)
        one, other = told(value, found.value + margin)
        off = f" {self.match['sign']} {self.match['margin']}" if margin else ""
        bound = f"{found.against} {shown(found.value)}{off}"
        sure = self.holds(difference.low, margin) == self.holds(difference.high, margin)
        interval = f"difference {difference.value:+.4f}, {difference.low:+.4f} to {difference.high:+.4f}"
        doubt = "" if sure else "; the rows are too few to be sure"
        return self.result(
            ok, f"{found.metric} {one} is {self.side(ok)} {other} = {bound} ({interval} on {found.rows:,} rows{doubt})"
        )
