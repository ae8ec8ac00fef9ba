"""What a gate is: a line of `evaluate.gates`, judged on an evaluation and on nothing else."""

from __future__ import annotations

import operator
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from rung.domain.evaluation import Evaluation, GateResult

NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
OPERATOR = r"(?P<op>>=|<=|>|<)"
METRIC = r"(?P<metric>[a-z][a-z0-9_]*)"
COLUMN = r"(?P<column>[^()]+)"
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


class Gate(ABC):
    """One line. Pure: an evaluation in, a result out."""

    form: ClassVar[str]
    """How it is written, for a person: `METRIC >= NUMBER`."""
    pattern: ClassVar[re.Pattern[str]]
    """The whole line."""

    def __init__(self, match: re.Match[str]) -> None:
        self.text = match.string
        self.match = match

    @property
    def metric(self) -> str | None:
        """Which metric must be measured for it, if any."""
        return self.match.groupdict().get("metric")

    @property
    def fairness(self) -> str | None:
        """Which metric of fairness must be measured for it by its column, if any."""
        return None

    @property
    def column(self) -> str | None:
        """By which column groups must be made for it, if any."""
        found = self.match.groupdict().get("column")
        return found.strip() if found else None

    @abstractmethod
    def judge(self, evaluation: Evaluation) -> GateResult:
        """What it says of a candidate. What was not measured never passes."""

    def holds(self, value: float, bound: float) -> bool:
        """Whether the value is on the right side; a value that is not a number never is."""
        return _COMPARE[self.match["op"]](value, bound)

    def result(self, ok: bool, says: str) -> GateResult:
        """What it says."""
        return GateResult(self.text, ok, says)

    def measured(self, evaluation: Evaluation) -> float | GateResult:
        """The value of its metric, or the refusal that says why there is none."""
        name = self.match["metric"]
        if name in evaluation.metrics:
            return evaluation.metrics[name]
        why = evaluation.undefined.get(name, "was not measured")
        return self.result(False, f"{name}: {why}")

    def side(self, ok: bool) -> str:
        """The words between a value and its bound: what the gate wants, or that it is missed."""
        wanted = {">=": "at least", ">": "above", "<=": "at most", "<": "below"}[self.match["op"]]
        missed = {">=": "below", ">": "not above", "<=": "above", "<": "not below"}[self.match["op"]]
        return wanted if ok else missed


def shown(value: float) -> str:
    """A number as a person reads it: four significant digits, and more where that would round up to the bound."""
    return f"{value:.4g}"


def told(value: float, bound: float) -> tuple[str, str]:
    """Both numbers with as many digits as it takes to tell them apart."""
    for digits in (4, 6, 9, 17):
        one, other = f"{value:.{digits}g}", f"{bound:.{digits}g}"
        if one != other or value == bound:
            break
    return one, other
