"""Which classes and functions a model may use without anybody's word: those of libraries that compute and do no more.

A skops file names everything that loading it needs. Where a name is of one of these libraries, nobody is asked.
"""

from __future__ import annotations

from collections.abc import Iterable

KNOWN = frozenset({"sklearn", "numpy", "scipy", "skops", "pandas", "lightgbm", "xgboost", "catboost", "imblearn"})
_FUNCTIONS = frozenset({"sklearn", "scipy", "lightgbm", "xgboost"})
"""Libraries whose functions are taken too, not only classes."""
_HARMLESS = frozenset({"functools.partial", "collections.OrderedDict", "collections.defaultdict", "datetime.datetime"})
_NUMPY = frozenset(
    {"dtype", "ndarray", "generic", "bool", "bool_", "str_", "bytes_", "object_", "void", "datetime64", "timedelta64",
     "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
     "longdouble", "complex64", "complex128"}
)  # fmt: skip
"""Classes of NumPy that are written small."""
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
    if room == "numpy" and len(parts) == 1 and parts[0] in _NUMPY:
        return True
    return parts[-1].lstrip("_")[:1].isupper() or room in _FUNCTIONS


def unknown(names: Iterable[str]) -> list[str]:
    """Those that somebody has to answer for."""
    return sorted({each for each in names if not is_known(each)})
