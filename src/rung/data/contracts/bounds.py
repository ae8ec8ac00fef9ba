"""How many of something the standard's operators allow: `mustBe: 0`, `mustBeLessThan: 5` with `unit: percent`."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from rung.data.contracts.element import Element
from rung.data.contracts.standard import OPERATORS


class Condition(Struct, frozen=True):
    """One operator and what it compares with."""

    operator: str
    least: float
    most: float
    """The same as `least` for operators with one number."""

    def met(self, value: float) -> bool:
        """Whether a number is as it must be. As the standard has it, `mustBeBetween` leaves both ends out."""
        least, most = self.least, self.most
        return {
            "mustBe": value == least,
            "mustNotBe": value != least,
            "mustBeGreaterThan": value > least,
            "mustBeGreaterOrEqualTo": value >= least,
            "mustBeLessThan": value < least,
            "mustBeLessOrEqualTo": value <= least,
            "mustBeBetween": least < value < most,
            "mustNotBeBetween": not least < value < most,
        }[self.operator]

    def words(self, unit: str) -> str:
        """`at most 5%`."""
        least, most = (f"{int(each) if each == each // 1 else each:,}{unit}" for each in (self.least, self.most))
        return {
            "mustBe": f"exactly {least}" if self.least else "none",
            "mustNotBe": f"not {least}",
            "mustBeGreaterThan": f"more than {least}",
            "mustBeGreaterOrEqualTo": f"at least {least}",
            "mustBeLessThan": f"less than {least}",
            "mustBeLessOrEqualTo": f"at most {least}",
            "mustBeBetween": f"more than {least} and less than {most}",
            "mustNotBeBetween": f"at most {least} or at least {most}",
        }[self.operator]


class Bound(Struct, frozen=True):
    """Conditions that a count, or its share in percent, has to meet."""

    conditions: tuple[Condition, ...] = (Condition("mustBe", 0, 0),)
    percent: bool = False

    def met(self, count: int, of: int) -> bool:
        """Whether so many of so many are allowed; of none, none is broken."""
        value = (100 * count / of if of else 0.0) if self.percent else count
        return all(each.met(value) for each in self.conditions)

    def words(self) -> str:
        """`at most 5%`, `none`."""
        return " and ".join(each.words("%" if self.percent else "") for each in self.conditions)


NONE = Bound()
"""Not one."""


def read_bound(entry: Element) -> Bound:
    """The bound of a quality entry.

    Raises
    ------
    UsageError
        No operator, one with a value of another kind, or an unknown unit.
    """
    unit = entry.text("unit") or "rows"
    if unit not in ("rows", "percent"):
        entry.refuse(f"unit {unit} is not known", "unit", fix="write rows or percent")
    given = [each for each in OPERATORS if each in entry.value]
    if not given:
        entry.refuse("a metric needs a number to compare with", fix=f"add one of {', '.join(OPERATORS)}")
    return Bound(tuple(_condition(entry, each) for each in given), unit == "percent")


def _condition(entry: Element, operator: str) -> Condition:
    value = entry.value[operator]
    if operator.endswith("Between"):
        if not isinstance(value, list) or len(value) != 2 or not all(map(_is_number, value)):
            entry.refuse(f"{operator} must be a list of two numbers", operator)
        return Condition(operator, value[0], value[1])
    if not _is_number(value):
        entry.refuse(f"{operator} must be a number", operator)
    return Condition(operator, value, value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
