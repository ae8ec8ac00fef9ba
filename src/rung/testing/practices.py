"""What every practice keeps to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rung.assess.base import Practice
from rung.assess.ladder import load_ladder
from rung.assess.matching import evidence_types, needed, returned
from rung.domain import Capability, Effort, Judgement, Level, PracticeCard, Strength, WaitsFor
from rung.domain.level import JUDGED_LEVELS
from rung.testing.rules import KEBAB, check_documented, check_makeable, check_pure, rule

MAX_STATEMENT = 200
MAX_REMEDY = 160


def check_practice(practice: type[Practice], *, ladder: Iterable[PracticeCard] | None = None) -> None:
    """Check one practice against the rules of the ladder it joins: the installed one when none is given.

    Raises
    ------
    AssertionError
        Names the first rule that is broken.
    """
    check_documented(practice)
    check_makeable(practice)
    _check_metadata(practice)
    _check_documentation(practice)
    _check_needs(practice, load_ladder().cards if ladder is None else ladder)
    _check_judging(practice)
    check_pure(practice)


def _check_metadata(practice: type[Practice]) -> None:
    for name, kind in {
        "id": str,
        "capability": Capability,
        "level": Level,
        "gating": bool,
        "min_strength": Strength,
        "fresh_days": int | None,
        "needs": tuple,
        "pitfall": str,
        "effort": Effort,
        "waits_for": WaitsFor,
        "remedy": str,
    }.items():
        rule(hasattr(practice, name), practice, f"{name} is missing")
        rule(isinstance(getattr(practice, name), kind), practice, f"{name} is not {getattr(kind, '__name__', kind)}")
    rule(KEBAB.match(practice.id), practice, f"the id {practice.id!r} is not in kebab case")
    module = practice.__module__.rpartition(".")[2]
    rule(module == practice.id.replace("-", "_"), practice, f"the file is {module}.py, and the id is {practice.id}")
    rule(practice.level in JUDGED_LEVELS, practice, "level 1 needs no evidence and has no practices")
    rule(practice.min_strength is not Strength.NONE, practice, "min_strength none would hold without anything seen")
    rule(practice.fresh_days is None or practice.fresh_days > 0, practice, "fresh_days is not positive")


def _check_documentation(practice: type[Practice]) -> None:
    card = practice.card()
    rule(card.statement, practice, "the docstring has no statement")
    rule(len(card.statement) <= MAX_STATEMENT, practice, f"the statement is longer than {MAX_STATEMENT} characters")
    rule(not re.search(r"\bEnsure\b", card.statement), practice, "the statement says what is so, never Ensure")
    rule(card.why, practice, "the section Why it matters is empty")
    rule(card.how, practice, "the section How to get there is empty")
    rule(card.not_enough, practice, "the section Not enough has no bullet")
    rule(card.references, practice, "the section References has no bullet")
    rule(_one_line(card.remedy), practice, "the remedy is not one line")
    rule(len(card.remedy) <= MAX_REMEDY, practice, f"the remedy is longer than {MAX_REMEDY} characters")
    rule(_one_line(card.pitfall), practice, "the pitfall is not one line")
    rule(not re.search(r"[.!?]\s+[A-Z]", card.pitfall), practice, "the pitfall is more than one sentence")


def _one_line(text: str) -> bool:
    return bool(text.strip()) and "\n" not in text


def _check_needs(practice: type[Practice], ladder: Iterable[PracticeCard]) -> None:
    levels = {card.id: card.level for card in ladder}
    for need in practice.needs:
        rule(need != practice.id, practice, "needs itself")
        rule(need in levels, practice, f"needs {need}, which is not on the ladder")
        rule(levels[need] <= practice.level, practice, f"needs {need}, which is of a higher level")


def _check_judging(practice: type[Practice]) -> None:
    try:
        needed(practice, "judge")
        result = returned(practice, "judge")
    except TypeError as error:
        raise AssertionError(f"{practice.__module__}.{practice.__qualname__}: {error}") from error
    rule(evidence_types(practice), practice, "judge asks for no evidence")
    rule(result is Judgement, practice, "judge does not say that it returns a Judgement")
    for kind in evidence_types(practice):
        rule(isinstance(kind, type), practice, f"judge asks for {kind}, which is not a class")
        rule(
            kind.__name__ not in ("Tree", "Clock"), practice, f"judge asks for {kind.__name__}: judging reads evidence"
        )
