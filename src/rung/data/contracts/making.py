"""Rows that keep a contract, made from nothing else: for trying a pipeline where the data may not or need not be.

The values mean nothing. Each column is drawn alone, so a model learns nothing from them either; what they show is that
every step accepts what the contract allows, nulls where it allows them included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar

import numpy as np
import polars as pl

from rung.data.contracts.checking import check
from rung.data.contracts.contract import Contract
from rung.data.contracts.drawing import Drawn, draw
from rung.data.contracts.report import Violation
from rung.data.contracts.rules.base import Rule
from rung.data.contracts.rules.null_pattern import NullPattern
from rung.data.contracts.rules.nulls import Nulls
from rung.data.contracts.rules.unique import Unique
from rung.errors import RefusedError

NULLS = 0.05
"""Share of nulls where a contract allows any number of them."""
_OF_SIZE = frozenset({"row-count", "freshness"})
"""Rules that a small sample need not meet."""
_R = TypeVar("_R", bound=Rule)


def make_rows(
    contract: Contract, count: int, *, now: datetime, seed: int = 0, whole: Collection[str] = ()
) -> pl.DataFrame:
    """Rows of every column of the contract, the same ones for the same seed.

    Parameters
    ----------
    now
        Moments without a range lie in the year before it; aware.
    whole
        Columns without nulls, though the contract may allow some: a label, so that there is something to learn.

    Raises
    ------
    RefusedError
        Rows that keep it cannot be made so: names the column and what it promises.
    """
    if not contract.columns:
        raise RefusedError("the contract names no columns", where=contract.name, fix="list them under properties")
    rng = np.random.default_rng(seed)
    frame = pl.DataFrame([_column(contract, name, count, rng, now) for name in contract.columns])
    for rule in _rules(contract, Unique):
        frame = frame.unique(list(rule.keys), maintain_order=True)
    frame = _with_nulls(contract, frame, rng, whole)
    _hold(contract, frame, now)
    return frame


def _column(contract: Contract, name: str, count: int, rng: np.random.Generator, now: datetime) -> pl.Series:
    about = [each for each in contract.rules if each.columns == (name,)]
    alone = any(isinstance(each, Unique) for each in about)
    asked = Drawn(name, contract.columns[name], about, alone, name in contract.zoned)
    return draw(asked, count, rng, now)


def _with_nulls(
    contract: Contract, frame: pl.DataFrame, rng: np.random.Generator, whole: Collection[str]
) -> pl.DataFrame:
    """Nulls where they are allowed, then where one column asks for them because of another."""
    keys = {each for rule in _rules(contract, Unique) for each in rule.keys}
    patterns = list(_rules(contract, NullPattern))
    bound = {each.column for each in patterns}
    for name in frame.columns:
        if name in keys or name in bound or name in whole:
            continue
        share = _allowed(contract, name, len(frame))
        null = pl.Series(rng.random(len(frame)) < share)
        frame = frame.with_columns(pl.when(null).then(None).otherwise(pl.col(name)).alias(name))
    for _ in patterns:  # one may wait for another
        for each in patterns:
            other = pl.col(each.other).is_null()
            if not keys & {each.column}:
                frame = frame.with_columns(pl.when(other).then(None).otherwise(pl.col(each.column)).alias(each.column))
    return frame


def _allowed(contract: Contract, name: str, rows: int) -> float:
    rules = [each for each in _rules(contract, Nulls) if each.column == name]
    for share in (NULLS, NULLS / 5):
        # Twice as many as are drawn: chance must not break what is promised.
        if all(each.bound.met(round(2 * share * rows), rows) for each in rules):
            return share
    return 0.0


def _hold(contract: Contract, frame: pl.DataFrame, now: datetime) -> None:
    found = check(contract, frame.lazy(), now=now, sample=1).violations
    wrong: list[Violation] = [each for each in found if each.stops and each.rule not in _OF_SIZE]
    if wrong:
        raise RefusedError(
            f"no rows can be made that keep it: {wrong[0].sentence}",
            where=contract.name,
            fix="keep a small sample of real rows beside the tests",
        )


def _rules(contract: Contract, kind: type[_R]) -> Iterable[_R]:
    return (each for each in contract.rules if isinstance(each, kind))
