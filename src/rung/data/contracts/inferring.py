"""A first contract from data: a draft for a person, with what each promise was guessed from beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from rung.data.contracts.contract import Contract
from rung.data.contracts.document import read_contract
from rung.data.contracts.draft import Draft
from rung.data.contracts.emitting import emit
from rung.data.contracts.families import SIMPLE, Types
from rung.data.contracts.measuring import measure
from rung.data.contracts.null_masks import null_masks
from rung.data.contracts.profiling import Profile, categories, profile
from rung.data.contracts.proposing import ID, Facts
from rung.data.contracts.rules.base import Origin
from rung.data.contracts.rules.unique import Unique
from rung.data.contracts.spacing import spacing
from rung.data.contracts.trouble import reading
from rung.errors import CannotMeasureError, UsageError

_SOMEWHERE = Origin("", 1)
MANY = 100
"""Rows from which on it means something that none comes twice."""


def infer(
    frame: pl.LazyFrame,
    *,
    name: str,
    key: Sequence[str] | str | None = None,
    time: str | None = None,
    label: str | None = None,
    now: datetime | None = None,
) -> Contract:
    """The contract that the data meet, with slack for data to come; the same data give the same contract.

    Parameters
    ----------
    key, time, label
        Columns that `rung.yaml` gives a meaning. A key whose values repeat is not promised, and a comment says so.
    now
        Aware. Freshness is not promised of data that are too old already.

    Raises
    ------
    CannotMeasureError
        No rows or no columns: nothing can be learned from them. `UnreadableError` for data that cannot be read.
    UsageError
        A column of that name is not there.
    """
    with reading(name):
        types = dict(frame.collect_schema())
        keys = (key,) if isinstance(key, str) else tuple(key or ())
        _refuse_unknown(name, types, {"key": keys, "time": (time,), "label": (label,)})
        seen = profile(frame, types) if types else []
        if not seen or not seen[0].rows:
            what = "rows" if types else "columns"
            raise CannotMeasureError(f"{name} has no {what} to learn a contract from", fix="add data first")
        facts, whole, comments = _facts(frame, types, seen, keys, label)
        fresh = spacing(frame, time, types) if time else None
    draft = Draft(name, facts, whole, comments)
    draft.write_head()
    draft.write_table()
    draft.write_freshness(time, fresh, now)
    return read_contract(emit(draft.document, draft.notes), file=f"{name}.yaml")


def _refuse_unknown(name: str, types: Types, asked: dict[str, tuple[str | None, ...]]) -> None:
    for what, columns in asked.items():
        for each in columns:
            if each is not None and each not in types:
                raise UsageError(f"{name} has no column {each}, its {what}", fix=f"it has {', '.join(types)}")


def _facts(
    frame: pl.LazyFrame, types: Types, seen: list[Profile], keys: tuple[str, ...], label: str | None
) -> tuple[list[Facts], tuple[str, ...], list[str]]:
    """Columns, columns that never repeat together, and what to say about a key that is none."""
    alone = [(each.name,) for each in seen if each.may_be_unique and (each.name,) != keys]
    whole = tuple(each.name for each in seen if each.family in SIMPLE)
    asked = {*alone, keys if {*keys} <= {*whole} else (), whole if len(whole) > 1 and not keys else ()}
    repeating = _repeating(frame, types, asked - {()})
    comments, keys = _trusted(keys, seen, repeating.get(keys, 0))
    listed = categories(frame, seen)
    masks = {each.column: each for each in null_masks(frame, seen)}
    facts = [
        Facts(
            profile=each,
            categories=listed.get(each.name),
            unique=(each.name,) in alone and repeating[(each.name,)] == 0 and _is_name(each),
            key=keys.index(each.name) + 1 if each.name in keys else None,
            keyed=keys == (each.name,),
            label=each.name == label,
            mask=masks.get(each.name),
        )
        for each in seen
    ]
    rows_differ = repeating.get(whole) == 0 and seen[0].rows >= MANY and not any(each.unique for each in facts)
    return facts, whole if rows_differ and not keys else (), comments


def _trusted(keys: tuple[str, ...], seen: list[Profile], repeats: int) -> tuple[list[str], tuple[str, ...]]:
    """The key, where the data keep to it; otherwise why not."""
    parts = [each for each in seen if each.name in keys]
    why = [f"{each.name} of the key is null at times" for each in parts if each.nulls]
    why += [f"{each.name} of the key is {each.kind}" for each in parts if each.family not in SIMPLE]
    why += [f"{', '.join(keys)} repeat in {repeats:,} rows"] if repeats else []
    return [f"no key is promised: {each}" for each in why], () if why else keys


def _repeating(frame: pl.LazyFrame, types: Types, asked: set[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """How many rows repeat an earlier one in those columns."""
    ordered = sorted(asked)
    rules = [Unique(origin=_SOMEWHERE, keys=each) for each in ordered]
    if not rules:
        return {}
    _, found = measure(frame, rules, {each: types[each] for key in ordered for each in key}, sample=0)
    return {each: one["repeats"] for each, one in zip(ordered, found, strict=True)}


def _is_name(seen: Profile) -> bool:
    """Texts that never repeat name things; whole numbers do so when they are called so or leave no gaps."""
    if seen.family != "integer":
        return True
    dense = seen.most - seen.least + 1 <= 1.1 * seen.values
    return dense or bool(ID.search(seen.name))
