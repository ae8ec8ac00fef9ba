"""Rows drawn again and again, told as how often each kind of row was drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from rung.metrics.performance.base import Array, Outcomes

_CELLS = 4_000_000
"""Numbers held at once."""


class Kinds(Struct, frozen=True):
    """Rows of one group that no rate can tell apart are a kind: of a classifier few, of numbers as many as rows."""

    first: NDArray[np.intp]
    """A row of each kind, shape (k,); sorted by group."""
    kind: NDArray[np.intp]
    """Of each row, shape (n,)."""
    begins: NDArray[np.intp]
    """Where the kinds of each group begin, shape (groups,)."""

    @property
    def rows(self) -> NDArray[np.int64]:
        """How many there are of each, shape (k,)."""
        return np.bincount(self.kind, minlength=len(self.first)).astype(np.int64)

    def by_group(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sums of each group, from values of each kind on the last axis."""
        return np.add.reduceat(values, self.begins, axis=-1)


def kinds_of(outcomes: Outcomes, place: NDArray[np.intp]) -> Kinds:
    """The kinds of rows whose group has that number, shape (n,); no number is without a row."""
    if outcomes.classes:
        truth, predicted = (_numbered(each) for each in (outcomes.truth, outcomes.predicted))
        cell = (place * (truth.max() + 1) + truth) * (predicted.max() + 1) + predicted
        _, first, kind = np.unique(cell, return_index=True, return_inverse=True)
    else:
        first = np.argsort(place, kind="stable")
        kind = np.argsort(first)
    return Kinds(first, kind, np.flatnonzero(np.diff(place[first], prepend=-1)))


def redrawn(kinds: Kinds, together: Array | None, draws: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """How often each kind is drawn, some draws at a time: shape (some, k). Deterministic.

    Parameters
    ----------
    together
        Shape (n,): rows that belong together are drawn together.
    """
    rng = np.random.default_rng(seed)
    some = max(1, _CELLS // max(1, len(kinds.first)))
    for begin in range(0, draws, some):
        many = min(some, draws - begin)
        yield _alone(rng, kinds, many) if together is None else _together(rng, kinds, _numbered(together), many)


def _alone(rng: np.random.Generator, kinds: Kinds, many: int) -> NDArray[np.int64]:
    rows, size = kinds.rows, len(kinds.kind)
    if len(rows) < size:
        return rng.multinomial(size, rows / size, many)
    return np.array([np.bincount(rng.integers(0, size, size), minlength=size) for _ in range(many)])


def _together(rng: np.random.Generator, kinds: Kinds, units: NDArray[np.intp], many: int) -> NDArray[np.int64]:
    size = int(units.max()) + 1
    found = np.empty((many, len(kinds.first)), np.int64)
    for number in range(many):
        often = np.bincount(rng.integers(0, size, size), minlength=size)[units]
        found[number] = np.bincount(kinds.kind, often, minlength=len(kinds.first)).astype(np.int64)
    return found


def _numbered(values: Array) -> NDArray[np.intp]:
    """Alike values have the same number; classes may be of types that cannot be sorted."""
    if values.dtype != np.object_:
        return np.unique(values, return_inverse=True)[1]
    number: dict[object, int] = {}
    return np.fromiter((number.setdefault(each, len(number)) for each in values.tolist()), np.intp, len(values))
