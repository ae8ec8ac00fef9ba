"""From the lines of `evaluate.gates` to gates."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from rung.errors import ManifestError
from rung.evaluate.gates.base import Gate
from rung.evaluate.kinds import fairness_kinds, metric_kinds
from rung.plugins import discover


def read_gates(lines: Iterable[str], where: str) -> list[Gate]:
    """One gate a line.

    Parameters
    ----------
    where
        What to call the place of the lines: `rung.yaml:31`.

    Raises
    ------
    ManifestError
        A line is none, or names a metric that nobody knows; says the nearest, and how gates are written.
    """
    kinds = discover("rung.evaluate.gates", Gate)  # type: ignore[type-abstract]
    return [_read(line.strip(), kinds, where) for line in lines]


def _read(line: str, kinds: list[type[Gate]], where: str) -> Gate:
    for kind in kinds:
        match = kind.pattern.fullmatch(line)
        if match:
            gate = kind(match)
            if gate.metric is not None:
                _check(gate.metric, {each.id for each in metric_kinds()}, "metric", where)
            if gate.fairness is not None:
                _check(gate.fairness, {each.id for each in fairness_kinds()}, "metric of fairness", where)
            return gate
    forms = "; ".join(each.form for each in kinds)
    raise ManifestError(f"this is no gate: {line}", where=where, fix=f"gates are written as {forms}")


def _check(name: str, known: set[str], what: str, where: str) -> None:
    if name in known:
        return
    near = get_close_matches(name, known, 1)
    fix = f"did you mean {near[0]}?" if near else f"one of: {', '.join(sorted(known))}"
    raise ManifestError(f"there is no {what} {name}", where=where, fix=fix)
