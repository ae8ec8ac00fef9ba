"""What every collector keeps to."""

from __future__ import annotations

from dataclasses import is_dataclass

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.matching import needed, provided
from rung.testing.rules import check_documented, check_makeable, rule


def check_collector(collector: type[Collector]) -> None:
    """Check one collector: documented, made without arguments, typed in and out.

    Raises
    ------
    AssertionError
        Names the first rule that is broken.
    """
    check_documented(collector)
    check_makeable(collector)
    try:
        needs = needed(collector, "collect")
        kind = provided(collector)
    except TypeError as error:
        raise AssertionError(f"{collector.__module__}.{collector.__qualname__}: {error}") from error
    rule(needs, collector, "collect asks for nothing, so it cannot look at anything")
    for name, each in needs.items():
        rule(isinstance(each, type), collector, f"parameter {name} of collect is {each}, which is not a class")
    rule(kind not in needs.values(), collector, "collect asks for what it provides")
    rule(
        issubclass(kind, Struct) or is_dataclass(kind),
        collector,
        f"{kind.__name__} is neither a Struct nor a dataclass",
    )
    rule(kind.__doc__, collector, f"{kind.__name__} has no docstring")
    rule(collector.collect.__doc__, collector, "collect has no docstring of its own")
