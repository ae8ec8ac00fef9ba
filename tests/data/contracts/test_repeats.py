"""Repeats are counted right when not all hashes can be held, and when hashes meet by chance."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.tables import NOW, one_column
from rung.data.contracts import repeats
from rung.data.contracts.checking import check

UNIQUE = one_column("unique: true")
LISTS = st.lists(st.none() | st.integers(0, 30), min_size=1, max_size=60)


def expected(values: list[int | None]) -> int:
    known = [each for each in values if each is not None]
    return len(known) - len(set(known))


def counted(values: list[int | None]) -> int:
    report = check(UNIQUE, pl.LazyFrame({"x": values}, schema={"x": pl.Int64}), now=NOW)
    return sum(each.count for each in report.violations)


@settings(max_examples=60)
@given(LISTS, st.integers(1, 20))
def test_in_parts(values: list[int | None], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "MOST_HASHES", most)
        assert counted(values) == expected(values)


@settings(max_examples=60)
@given(LISTS)
def test_hashes_that_meet_by_chance(values: list[int | None]) -> None:
    """With a hash of one bit nearly all rows meet, and the rows themselves decide."""
    real = repeats.hashes

    def one_bit(*args: object) -> pl.LazyFrame:
        return real(*args).select(pl.all() & 1)  # type: ignore[arg-type]

    frame = pl.LazyFrame({"x": values}, schema={"x": pl.Int64})
    rule = next(each for each in UNIQUE.rules if each.id == "unique")
    types = {"x": pl.Int64()}
    tally = repeats.tally(one_bit(frame, rule, types).collect().to_series())
    tally.hashes = real(frame, rule, types).collect().to_series().unique()
    assert repeats.settle(frame, rule, types, tally, 5).repeats == expected(values)


@settings(max_examples=30)
@given(LISTS)
def test_more_repeats_than_can_be_compared(values: list[int | None]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "MOST_COMPARED", 2)
        assert counted(values) == expected(values)


def test_some_of_too_many_are_not_called_the_first() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "MOST_COMPARED", 5)
        patch.setattr(repeats, "SOME", 1)
        report = check(UNIQUE, pl.LazyFrame({"x": [*range(10), *range(10)]}), now=NOW)
    sentence = report.violations[0].sentence
    assert sentence.startswith("x: 10 of 20 values repeat an earlier one (such as row 1")
