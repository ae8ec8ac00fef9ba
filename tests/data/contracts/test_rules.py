"""Every rule finds the rows that plain Python finds."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.tables import HEAD, NOW, TEXTS, VALUES, one_column
from rung.data.contracts.checking import check
from rung.data.contracts.conformance import check_rule
from rung.data.contracts.document import read_contract, rule_kinds
from rung.data.contracts.rules.base import Rule

MANY = settings(max_examples=60)


@pytest.mark.parametrize("kind", rule_kinds(), ids=lambda kind: kind.id)
def test_every_rule_keeps_to_what_rules_keep_to(kind: type[Rule]) -> None:
    check_rule(kind)


def test_the_kinds() -> None:
    assert [kind.id for kind in rule_kinds()] == [
        "allowed", "column", "finite", "freshness", "length", "missing", "null-pattern", "nulls", "pattern", "range",
        "row-count", "type", "unique",
    ]  # fmt: skip


def broken_rows(entry: str, values: list[Any], dtype: pl.DataType) -> list[int]:
    """Rows, counted from 0, that break the only rule of a column; the count agrees with them."""
    frame = pl.DataFrame({"x": pl.Series(values, dtype=dtype)}).lazy()
    report = check(one_column(entry), frame, now=NOW, sample=1_000)
    found = [each for each in report.violations if each.columns]
    assert len(found) <= 1
    rows = [number - 1 for each in found for number in each.rows]
    assert sum(each.count for each in found) == len(rows)
    return rows


def naive(values: list[Any], breaks: Callable[[Any], bool]) -> list[int]:
    return [index for index, value in enumerate(values) if value is not None and breaks(value)]


def cells(kind: str) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.one_of(st.none(), VALUES[kind][1]), min_size=1, max_size=30)


@MANY
@given(cells("small"), st.integers(-3, 3), st.integers(-3, 3))
def test_range_of_whole_numbers(values: list[int | None], least: int, most: int) -> None:
    entry = f"logicalTypeOptions: {{minimum: {least}, exclusiveMaximum: {most}}}"
    assert broken_rows(entry, values, pl.Int64()) == naive(values, lambda value: value < least or value >= most)


@MANY
@given(cells("float"), st.floats(-100, 100))
def test_range_of_floats_leaves_nan_alone(values: list[float | None], most: float) -> None:
    entry = f"logicalTypeOptions: {{maximum: {most:.20f}}}"
    limit = float(f"{most:.20f}")
    assert broken_rows(entry, values, pl.Float64()) == naive(values, lambda value: value > limit)


@MANY
@given(cells("day"), VALUES["day"][1])
def test_range_of_days(values: list[Any], least: Any) -> None:
    entry = f"logicalType: date, logicalTypeOptions: {{minimum: {least}}}"
    assert broken_rows(entry, values, pl.Date()) == naive(values, lambda value: value < least)


@MANY
@given(cells("moment"), VALUES["moment"][1])
def test_range_of_moments(values: list[Any], most: Any) -> None:
    entry = f'logicalType: timestamp, logicalTypeOptions: {{exclusiveMaximum: "{most.isoformat()}"}}'
    assert broken_rows(entry, values, pl.Datetime("us")) == naive(values, lambda value: value >= most)


@MANY
@given(cells("few"))
def test_allowed_texts(values: list[str | None]) -> None:
    entry = "quality: [{metric: invalidValues, arguments: {validValues: [a, NO, '1e5']}, mustBe: 0}]"
    expected = naive(values, lambda value: value not in ("a", "NO", "1e5"))
    assert broken_rows(entry, values, pl.String()) == expected
    assert broken_rows("enum: [{value: a}, {value: NO}, {value: '1e5'}]", values, pl.Categorical()) == expected


@MANY
@given(cells("near"))
def test_allowed_numbers(values: list[float | None]) -> None:
    entry = "enum: [{value: 0}, {value: 1.5}, {value: other}]"
    assert broken_rows(entry, values, pl.Float64()) == naive(values, lambda value: value not in (0, 1.5))


@MANY
@given(st.lists(st.one_of(st.none(), TEXTS), min_size=1, max_size=30))
def test_length(values: list[str | None]) -> None:
    entry = "logicalTypeOptions: {minLength: 2, maxLength: 4}"
    assert broken_rows(entry, values, pl.String()) == naive(values, lambda value: not 2 <= len(value) <= 4)


@MANY
@given(st.lists(st.one_of(st.none(), st.text("aB3\n -", max_size=5)), min_size=1, max_size=30))
def test_pattern(values: list[str | None]) -> None:
    entry = "logicalTypeOptions: {pattern: '^[a-z]+[0-9]'}"
    assert broken_rows(entry, values, pl.String()) == naive(values, lambda value: not re.search("^[a-z]+[0-9]", value))


@MANY
@given(cells("few"))
def test_missing(values: list[str | None]) -> None:
    entry = "quality: [{metric: missingValues, arguments: {missingValues: [null, '', NO]}, mustBe: 0}]"
    expected = [index for index, value in enumerate(values) if value in (None, "", "NO")]
    assert broken_rows(entry, values, pl.String()) == expected


@MANY
@given(cells("float"))
def test_finite(values: list[float | None]) -> None:
    entry = "quality: [{type: custom, engine: rung, implementation: {rule: finite}}]"
    assert broken_rows(entry, values, pl.Float64()) == naive(values, lambda value: not math.isfinite(value))


@MANY
@given(cells("near"))
def test_whole_numbers_in_a_column_of_floats(values: list[float | None]) -> None:
    assert broken_rows("logicalType: integer", values, pl.Float64()) == naive(values, lambda value: value % 1 != 0)


@MANY
@given(cells("small"))
def test_unique(values: list[int | None]) -> None:
    seen: set[int] = set()
    expected = [i for i, value in enumerate(values) if value is not None and (value in seen or seen.add(value))]
    assert broken_rows("unique: true", values, pl.Int64()) == expected


@MANY
@given(cells("small"), st.integers(0, 100))
def test_nulls_with_exceptions(values: list[int | None], percent: int) -> None:
    entry = f"quality: [{{metric: nullValues, mustBeLessOrEqualTo: {percent}, unit: percent}}]"
    nulls = [index for index, value in enumerate(values) if value is None]
    expected = [] if 100 * len(nulls) / len(values) <= percent else nulls
    assert broken_rows(entry, values, pl.Int64()) == expected


PAIR = """schema: [{{name: t, properties: [{{name: a}}, {{name: b, quality: [
  {{type: custom, engine: rung, implementation: {{rule: null-pattern, {word}: a}}}}]}}]}}]"""


@MANY
@given(st.lists(st.tuples(st.none() | st.just(1), st.none() | st.just(2)), min_size=1, max_size=20))
def test_null_patterns(pairs: list[tuple[int | None, int | None]]) -> None:
    frame = pl.LazyFrame(pairs, schema={"a": pl.Int64, "b": pl.Int64}, orient="row")
    for word, breaks in (
        ("exactlyWhen", lambda a, b: (a is None) != (b is None)),
        ("onlyWhen", lambda a, b: b is None and a is not None),
    ):
        report = check(read_contract(HEAD + PAIR.format(word=word)), frame, now=NOW, sample=100)
        expected = [index + 1 for index, (a, b) in enumerate(pairs) if breaks(a, b)]
        assert [row for each in report.violations for row in each.rows] == expected


KEY = """schema: [{name: t, properties: [{name: a}, {name: b}], quality: [
  {metric: duplicateValues, arguments: {properties: [a, b]}, mustBe: 0}]}]"""


@MANY
@given(st.lists(st.tuples(st.none() | st.integers(0, 2), st.none() | st.sampled_from("xy")), min_size=1, max_size=20))
def test_repeats_of_two_columns(pairs: list[tuple[int | None, str | None]]) -> None:
    frame = pl.LazyFrame(pairs, schema={"a": pl.Int64, "b": pl.String}, orient="row")
    report = check(read_contract(HEAD + KEY), frame, now=NOW, sample=100)
    counts = Counter(pair for pair in pairs if pair != (None, None))
    assert sum(each.count for each in report.violations) == sum(counts.values()) - len(counts)
    assert all(pairs[row - 1] in pairs[: row - 1] for each in report.violations for row in each.rows)


@pytest.mark.parametrize(
    ("operator", "rows", "ok"),
    [
        ("mustBe: 3", 3, True), ("mustBe: 3", 2, False), ("mustNotBe: 3", 3, False), ("mustBeGreaterThan: 3", 3, False),
        ("mustBeGreaterOrEqualTo: 3", 3, True), ("mustBeLessThan: 3", 3, False), ("mustBeLessOrEqualTo: 3", 3, True),
        ("mustBeBetween: [1, 3]", 2, True), ("mustBeBetween: [1, 3]", 3, False), ("mustNotBeBetween: [1, 3]", 3, True),
    ],
)  # fmt: skip
def test_operators(operator: str, rows: int, ok: bool) -> None:
    text = f"{HEAD}schema: [{{name: t, properties: [{{name: x}}], quality: [{{metric: rowCount, {operator}}}]}}]"
    assert check(read_contract(text), pl.LazyFrame({"x": [1] * rows}), now=NOW).ok is ok


def test_bounds_in_words() -> None:
    text = f"{HEAD}schema: [{{name: t, properties: [{{name: x}}], quality: [{{metric: rowCount, mustBe: 5000000}}]}}]"
    assert [each.promise() for each in read_contract(text).rules] == ["is there", "exactly 5,000,000 rows"]


def test_lists_have_items() -> None:
    entry = "logicalType: array, logicalTypeOptions: {maxItems: 2}"
    assert broken_rows(entry, [[1], [1, 2, 3], None, []], pl.List(pl.Int64())) == [1]
    assert broken_rows(entry, [[1, 2], None], pl.Array(pl.Int64(), 2)) == []
