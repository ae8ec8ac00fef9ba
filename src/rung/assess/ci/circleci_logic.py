"""The logic statements of CircleCI (`and`, `or`, `not`, `equal`) over values that stand in the file."""

from __future__ import annotations

from collections.abc import Callable

from rung.assess.ci.condition import Truth
from rung.assess.ci.definitions import items, mapping, word

_DEEPEST = 20
_FALSE = frozenset({"", "false", "0", "null", "none"})


def holds(statement: object, fill: Callable[[str], str], depth: int = 0) -> Truth:
    """Whether a statement holds; `None` when a parameter of the pipeline decides."""
    given = mapping(statement)
    if depth > _DEEPEST:
        return None
    if not given:
        text = fill(word(statement))
        return None if "<<" in text else text.lower() not in _FALSE
    operator, value = next(iter(given.items()))
    if operator == "not":
        inner = holds(value, fill, depth + 1)
        return None if inner is None else not inner
    if operator == "equal":
        texts = {fill(word(each)) for each, _ in items(value)}
        return None if any("<<" in each for each in texts) else len(texts) < 2
    if operator not in ("and", "or"):
        return None
    truths = [holds(each, fill, depth + 1) for each, _ in items(value)]
    decides = operator == "or"
    if decides in truths:
        return decides
    return None if None in truths else not decides
