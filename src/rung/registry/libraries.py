"""Which classes and functions a model may use without anybody's word: those of libraries that compute and do no more.

A skops file names everything that loading it needs. Where a name is of one of these libraries, nobody is asked.
"""

from __future__ import annotations

from collections.abc import Iterable

KNOWN = frozenset({"sklearn", "numpy", "scipy", "skops", "pandas", "lightgbm", "xgboost", "catboost", "imblearn"})
_FUNCTIONS = frozenset({"sklearn", "scipy", "lightgbm", "xgboost"})
"""Libraries whose functions are taken too, not only classes."""
_HARMLESS = frozenset({"functools.partial", "collections.OrderedDict", "collections.defaultdict", "datetime.datetime"})
_NOT_THERE = frozenset(
    {"testing", "tests", "test", "_testing", "f2py", "distutils", "datasets", "externals", "conftest", "io", "lib",
     "_private", "ctypeslib", "build_utils"}
)  # fmt: skip
"""Parts of these libraries that read files, fetch from the network, or run what they are given."""


def is_known(name: str) -> bool:
    """Whether a full name, such as `sklearn.tree._tree.Tree`, is of a library that computes and does no more."""
    if name in _HARMLESS:
        return True
    room, *parts = name.split(".")
    if room not in KNOWN or len(parts) == 0 or _NOT_THERE & set(parts):
        return False
    return parts[-1].lstrip("_")[:1].isupper() or room in _FUNCTIONS


def unknown(names: Iterable[str]) -> list[str]:
    """Those that somebody has to answer for."""
    return sorted({each for each in names if not is_known(each)})
