"""Every regular expression of the package compiles: the lazy ones would show a mistake only on first use."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import rung
from rung.assess.regex import regex

LAZY = type(regex(""))


def lazy_ones(value: object) -> Iterator[object]:
    """The patterns in a value, also inside tables."""
    if isinstance(value, LAZY):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from lazy_ones(each)
    elif isinstance(value, (tuple, list, frozenset, set)):
        for each in value:
            yield from lazy_ones(each)


def test_all_compile() -> None:
    seen = 0
    for info in pkgutil.walk_packages(rung.__path__, "rung."):
        if info.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(info.name)).items():
            for pattern in lazy_ones(value):
                seen += 1
                assert pattern.flags >= 0, name
    assert seen > 500
