"""What plug-ins ask for and give, read from their type annotations."""

from __future__ import annotations

import typing
from functools import cache
from typing import Any

from rung.assess.base import Collector, Practice


def evidence_types(practice: Practice | type[Practice]) -> tuple[type, ...]:
    """The types of evidence a practice is judged from, in the order of its parameters."""
    return tuple(needed(practice if isinstance(practice, type) else type(practice), "judge").values())


@cache
def needed(owner: type, method: str) -> dict[str, type]:
    """Parameter names and types of a method.

    Raises
    ------
    TypeError
        A parameter has no type, or collects arguments with a star.
    """
    function = getattr(owner, method)
    code = function.__code__
    if code.co_flags & 0x0C:  # *args, **kwargs
        raise TypeError(f"{owner.__name__}.{method} takes starred parameters; name the evidence it needs")
    hints = _hints(owner, method)
    names = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    for name in names:
        if name not in hints:
            raise TypeError(f"parameter {name} of {owner.__name__}.{method} has no type")
    return {name: hints[name] for name in names}


@cache
def provided(collector: type[Collector]) -> type:
    """The type that a collector returns.

    Raises
    ------
    TypeError
        It states none, or one that is not a class of its own.
    """
    kind = returned(collector, "collect")
    if not isinstance(kind, type) or kind is object or kind.__module__ == "builtins":
        raise TypeError(f"{collector.__name__}.collect must return a type of its own, not {name_of_type(kind)}")
    return kind


def returned(owner: type, method: str) -> object:
    """The type that a method says it returns; `None` when it says nothing."""
    return _hints(owner, method).get("return")


@cache
def _hints(owner: type, method: str) -> dict[str, Any]:
    function = getattr(owner, method)
    # Nearly all are plain names of the module, which need no parser of expressions.
    known = function.__globals__
    named = {name: known.get(text) for name, text in function.__annotations__.items() if isinstance(text, str)}
    if len(named) == len(function.__annotations__) and all(isinstance(kind, type) for kind in named.values()):
        return named
    try:
        return typing.get_type_hints(function)
    except NameError as error:
        raise TypeError(f"{owner.__name__}.{method} names an unknown type: {error}") from None


def name_of_type(kind: object) -> str:
    """As it is called in a message."""
    return kind.__name__ if isinstance(kind, type) else str(kind)
