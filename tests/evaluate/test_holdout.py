"""Holdouts: by time, by group, by chance; stable as data grow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.errors import ManifestError, RefusedError
from rung.evaluate.holdout import Holdout, read_holdout

START = datetime(2013, 1, 1, tzinfo=UTC)


def frame(count: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": range(count),
            "customer": [f"c{number % 37}" for number in range(count)],
            "time": [START + timedelta(hours=number) for number in range(count)],
        }
    )


def test_the_latest_days() -> None:
    held = read_holdout({"latest": "2d"}, "").rows(frame(240), time="time")
    assert held.tolist() == [False] * 192 + [True] * 48
    assert read_holdout({"latest": "14d"}, "").says == "the latest 14 days"


def test_a_group_stays_together() -> None:
    data = frame(2_000)
    held = read_holdout({"group": "customer", "share": "20%", "seed": 7}, "").rows(data, time=None)
    by_customer = data.with_columns(held=pl.Series(held)).group_by("customer").agg(pl.col("held").n_unique())
    assert by_customer["held"].to_list() == [1] * 37


@given(st.integers(0, 1_000), st.floats(0.1, 0.9), st.permutations(range(60)))
def test_what_is_held_out_depends_on_key_and_seed_alone(seed: int, share: float, order: list[int]) -> None:
    holdout, data = Holdout(share=share, seed=seed), frame(60)
    try:
        held = holdout.rows(data, time=None, key=("id",))
        grown = holdout.rows(frame(90), time=None, key=("id",))
        shuffled = holdout.rows(data[list(order)], time=None, key=("id",))
    except RefusedError:
        return
    assert grown[:60].tolist() == held.tolist()
    assert shuffled.tolist() == held[list(order)].tolist()


def test_the_share_is_about_what_was_asked_for() -> None:
    assert Holdout(share=0.2, seed=7).rows(frame(5_000), time=None, key=("id",)).mean() == pytest.approx(0.2, abs=0.02)
    assert Holdout(share=0.2, seed=7).rows(frame(5_000), time=None).mean() == pytest.approx(0.2, abs=0.02)


def test_without_a_key_rows_that_are_appended_move_none_before_them() -> None:
    holdout = Holdout(share=0.2, seed=7)
    before, after = (holdout.rows(frame(count), time=None) for count in (1_000, 1_500))
    assert after[:1_000].tolist() == before.tolist()


def test_a_null_and_a_text_of_it_are_rows_like_others() -> None:
    data = pl.DataFrame({"k": [None, "a", None, "b", "c", "d", "e", "f"]})
    held = Holdout(group="k", share=0.5).rows(data, time=None)
    assert held[0] == held[2]
    assert held.dtype == np.bool_


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ({}, "this is no holdout"),
        ({"latest": "soon"}, "this is no holdout"),
        ({"latest": "14d", "random": "20%"}, "this is no holdout"),
        ({"group": "customer"}, "this is no holdout"),
        ({"random": "120%"}, "120% is no share between 0 and 100 %"),
        ({"random": "some"}, "some is no share"),
        ({"random": 0.2, "seed": "x"}, "a seed is a whole number"),
    ],
)
def test_what_is_no_holdout(written: dict[str, object], what: str) -> None:
    with pytest.raises(ManifestError, match=what):
        read_holdout(written, "rung.yaml:30")


def test_columns_that_are_not_there_and_holdouts_that_hold_nothing() -> None:
    with pytest.raises(ManifestError, match="the data have no column nobody"):
        Holdout(group="nobody", share=0.2).rows(frame(10), time=None)
    with pytest.raises(ManifestError, match="needs the event time"):
        Holdout(latest=timedelta(days=1)).rows(frame(10), time=None)
    with pytest.raises(ManifestError, match="id holds Int64, and no time"):
        Holdout(latest=timedelta(days=1)).rows(frame(10), time="id")
    with pytest.raises(RefusedError, match="the latest 14 days are all of the 10 rows"):
        Holdout(latest=timedelta(days=14)).rows(frame(10), time="time")
    with pytest.raises(RefusedError, match="no row has a time"):
        Holdout(latest=timedelta(days=1)).rows(frame(10).with_columns(time=pl.lit(None, pl.Datetime)), time="time")
