"""Rows made from a contract keep it, whatever it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings

from data.contracts.tables import VALUES, frames
from rung.data.contracts.checking import check
from rung.data.contracts.document import load_contract
from rung.data.contracts.inferring import infer
from rung.data.contracts.making import make_rows
from rung.errors import RefusedError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

FLIGHTS = """\
version: 1.0.0
apiVersion: v3.0.2
kind: DataContract
id: flights
status: active
schema:
  - name: flights
    properties:
      - {name: id, logicalType: integer, primaryKey: true, logicalTypeOptions: {minimum: 1}}
      - {name: time_hour, logicalType: timestamp, required: true}
      - {name: origin, logicalType: string, required: true, quality: [
          {metric: invalidValues, arguments: {validValues: [EWR, JFK, LGA]}, mustBe: 0}]}
      - {name: dest, logicalType: string, logicalTypeOptions: {pattern: "^[A-Z]{3}$"}}
      - {name: distance, logicalType: integer, logicalTypeOptions: {minimum: 0, exclusiveMaximum: 5500}}
      - {name: arr_time, logicalType: number, logicalTypeOptions: {minimum: 0.5, maximum: 2.5}}
      - {name: late, logicalType: boolean, quality: [
          {type: custom, engine: rung, implementation: {rule: null-pattern, exactlyWhen: arr_time}}]}
    quality:
      - {metric: rowCount, mustBeGreaterOrEqualTo: 100000}
"""


def test_every_promise_of_a_contract_is_kept(tmp_path: Path) -> None:
    (tmp_path / "flights.yaml").write_text(FLIGHTS)
    contract = load_contract(tmp_path / "flights.yaml")
    rows = make_rows(contract, 500, now=NOW)
    assert rows.columns == list(contract.columns)
    assert rows.height == 500
    assert rows["id"].n_unique() == 500
    assert set(rows["origin"]) == {"EWR", "JFK", "LGA"}
    assert rows["dest"].drop_nulls().str.contains("^[A-Z]{3}$").all()
    assert 0 < rows["arr_time"].null_count() == rows["late"].null_count() < 100
    assert rows["time_hour"].max() - rows["time_hour"].min() > timedelta(days=300)  # a holdout of weeks has rows
    broken = [each.rule for each in check(contract, rows.lazy(), now=NOW).violations if each.stops]
    assert broken == ["row-count"]
    assert make_rows(contract, 500, now=NOW).equals(rows)
    assert not make_rows(contract, 500, now=NOW, seed=1).equals(rows)


def test_what_cannot_be_made_is_said(tmp_path: Path) -> None:
    written = FLIGHTS.replace("logicalType: boolean", "logicalType: array")
    (tmp_path / "flights.yaml").write_text(written)
    with pytest.raises(RefusedError, match="no array can be made") as refused:
        make_rows(load_contract(tmp_path / "flights.yaml"), 10, now=NOW)
    assert refused.value.where == "late"


MAKEABLE = tuple(each for each in VALUES if each != "list")


@settings(max_examples=100)
@given(frames(MAKEABLE))
def test_rows_keep_what_was_learned_from_any_table(frame: pl.DataFrame) -> None:
    contract = infer(frame.lazy(), name="table", now=NOW)
    made = make_rows(contract, 50, now=NOW)
    assert made.columns == frame.columns
    found = check(contract, made.lazy(), now=NOW).violations
    assert {each.rule for each in found if each.stops} <= {"row-count", "freshness"}
