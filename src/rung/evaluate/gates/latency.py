"""How long one answer takes."""

from __future__ import annotations

import re

from rung.domain.evaluation import Evaluation, GateResult
from rung.evaluate.gates.base import NUMBER, OPERATOR, Gate, told

_MILLISECONDS = {"ms": 1.0, "s": 1000.0}


class Latency(Gate):
    """`latency_p99 <= 50ms`: 99 of 100 single rows are answered within it, in a process of its own."""

    form = "latency_p99 <= NUMBERms"
    pattern = re.compile(rf"latency_(?P<quantile>p50|p99)\s*{OPERATOR}\s*(?P<bound>{NUMBER})\s*(?P<unit>ms|s)")

    def judge(self, evaluation: Evaluation) -> GateResult:
        """See the class."""
        quantile = self.match["quantile"]
        if quantile not in evaluation.latency_ms:
            return self.result(False, f"latency_{quantile} was not measured")
        value = evaluation.latency_ms[quantile]
        bound = float(self.match["bound"]) * _MILLISECONDS[self.match["unit"]]
        ok = self.holds(value, bound)
        one, other = told(value, bound)
        return self.result(ok, f"latency_{quantile} {one} ms is {self.side(ok)} {other} ms")
