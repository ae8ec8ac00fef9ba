"""Made-up tables and contracts for the tests of contracts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from hypothesis import strategies as st

from rung.data.contracts.contract import Contract
from rung.data.contracts.document import read_contract

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
HEAD = "version: 1.0.0\napiVersion: v3.2.0\nkind: DataContract\nid: t\n"

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES: dict[str, tuple[pl.DataType, st.SearchStrategy[Any]]] = {
    "small": (pl.Int64(), st.integers(-3, 3)),
    "whole": (pl.Int64(), st.integers(-(2**63), 2**63 - 1)),
    "byte": (pl.UInt8(), st.integers(0, 255)),
    "float": (pl.Float64(), st.floats()),
    "near": (pl.Float64(), st.floats(-10, 10)),
    "text": (pl.String(), TEXTS),
    "few": (pl.String(), st.sampled_from(["a", "b", "ä", "NO", "1e5", ""])),
    "flag": (pl.Boolean(), st.booleans()),
    "day": (pl.Date(), st.dates(date(1990, 1, 1), date(2030, 1, 1))),
    "moment": (pl.Datetime("us"), st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1))),
    "zoned": (
        pl.Datetime("us", "UTC"),
        st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    ),
    "list": (pl.List(pl.Int64()), st.lists(st.integers(0, 9), max_size=3)),
    "category": (pl.Categorical(), st.sampled_from(["x", "y", "z"])),
}


@st.composite
def frames(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(VALUES), least: int = 1, most: int = 40) -> pl.DataFrame:
    """A table of up to six columns of any kind, some of them with nulls."""
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=6))
    rows = draw(st.integers(least, most))
    columns = []
    for index, kind in enumerate(chosen):
        dtype, values = VALUES[kind]
        cell = st.one_of(st.none(), values) if draw(st.booleans()) else values
        name = f"{draw(st.sampled_from(['', 'a b', 'x.y', 'Größe', '#', 'id']))}{kind}{index}"
        columns.append(pl.Series(name, draw(st.lists(cell, min_size=rows, max_size=rows)), dtype=dtype, strict=False))
    return pl.DataFrame(columns)


def one_column(entry: str, name: str = "x") -> Contract:
    """A contract about one column: the rest of its entry in YAML."""
    return read_contract(f"{HEAD}schema: [{{name: t, properties: [{{name: {name}, {entry}}}]}}]")
