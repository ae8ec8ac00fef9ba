"""Rows that share a value in a column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEAST = 50
"""Rows below which a group's number is mostly chance."""
MOST = 1_000
"""Values of a column; one with more is an id and makes no groups."""
MISSING = "(none)"
"""The group of the rows that have no value: they are often not like the others."""


def groups_of(values: NDArray[np.generic]) -> tuple[list[str], NDArray[np.intp]]:
    """The names of the groups in order, and the number of the group of each row, shape (n,).

    Parameters
    ----------
    values
        Shape (n,): `None`, and what is not equal to itself (NaN, NaT), is missing.
    """
    there = np.asarray(values == values).tolist()  # noqa: PLR0124 - NaN is what is not itself
    named = [
        _name(each) if is_there and each is not None else MISSING
        for each, is_there in zip(values.tolist(), there, strict=True)
    ]
    found, place = np.unique(np.asarray(named, dtype=str), return_inverse=True)
    return found.tolist(), place


def _name(value: object) -> str:
    """Whole numbers become 1.0 where a column misses some; the group is 1 all the same."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def too_many(column: str, names: list[str]) -> str:
    """Why a column makes no groups; empty where it does."""
    return f"{column} has {len(names):,} values, and is an id" if len(names) > MOST else ""
