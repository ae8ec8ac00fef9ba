"""Checks of data written by hand: a comparison of columns or values that refuses to go on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.code import Code, Reach
from rung.assess.code.base import place_in
from rung.assess.contracts.base import Contract
from rung.assess.dataflow.sides import Side, Sides
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Module, Stop
from rung.assess.regex import regex

VALUES = regex(
    r"^(isnull|isna|notnull|notna|hasnans|isnan|isfinite|isinf|duplicated|is_unique|nunique|n_unique|between|is_between|"
    r"isin|is_in|null_count|is_null|quantile|value_counts|\w*nans?|\w*nulls?|null_\w+|(pct|frac|ratio)_(null|missing)\w*|"
    r"missing_(ratio|rate|frac\w*|pct|values|share)|\w*duplicates?|dup\w*|outliers?|out_of_range|bad_rows|invalid_(rows|values|mask|\w*s)|"
    r"unexpected\w*|(in)?valid_mask|\w*violations?|allowed_values|(min|max)_(value|val|rows)|class_balance)$"
)
STRUCTURE = regex(
    r"^(columns|\w*_columns|\w*_cols|cols|dtypes?|\w*schema|missing|missing_\w+|names|colnames|select_dtypes)$"
)
ROWS = regex(r"^(min|max|mean|std|any|all|sum|shape|len|empty|n_?rows|row_count|num_rows|height|nrow)$")
CHECKING = regex(r"valid|check|verify|ensure|assert|quality|sanity|contract|expect|schema", re.I)
FRAME = regex(
    r"^(df|data|frame|dataset|train|test|batch|rows?|raw|table|X|x|y|features?|target|labels?|\w*_(df|data|frame))$"
)
"""Names that tables of rows usually go by."""


def value_stop(stop: Stop) -> bool:
    """The refusal stands under a condition about values of data."""
    if _about_settings(stop):
        return False
    if any(VALUES.match(name) for name in stop.names):
        return True
    frames = [name for name in stop.names if FRAME.match(name)]
    return (
        bool(frames)
        and stop.compares
        and any(name in ("min", "max", "any", "all", "mean", "std") for name in stop.names)
    )


def structure_stop(stop: Stop) -> bool:
    """The refusal stands under a condition about columns or types of data."""
    return any(STRUCTURE.match(name) for name in stop.names) and not _about_settings(stop)


def _about_settings(stop: Stop) -> bool:
    return any(re.search(r"config|cfg|args|argv|params|settings|environ", name) for name in stop.names)


def checks(code: Code, reach: Reach, sides: Sides, away: frozenset[str]) -> Iterator[Contract]:
    """Functions of the project that compare named columns or values and can refuse."""
    for module in code.modules.values():
        if module.path in away or module.notebook or reach.from_module(module.path) == By.TEST:
            continue
        for scope, stops in _by_scope(module).items():
            by = reach.by(module.path, scope)
            if by in (By.NOBODY, By.TEST):
                continue
            rules = sum(1 for stop in stops if value_stop(stop))
            named = sum(1 for stop in stops if structure_stop(stop))
            if rules or (named and CHECKING.search(f"{module.path.rsplit('/', 1)[-1]} {scope}")):
                told = sides.of((module.path, scope))
                if module.path in sides.request_files:
                    told &= {Side.SERVING}
                yield Contract(
                    "a check in code",
                    scope or module.path,
                    place_in(module, stops[0].line),
                    told,
                    named + rules,
                    rules,
                    by,
                )


def data_tests(code: Code, reach: Reach, away: frozenset[str]) -> Iterator[Contract]:
    """Tests that read a data file and assert on its columns and values: a contract about a sample."""
    for module in code.modules.values():
        if module.path in away or module.notebook or not _is_data_test(module):
            continue
        stops = [
            stop
            for stop in module.stops
            if stop.kind == "assert" and (value_stop(stop) or structure_stop(stop) or _statistic(stop))
        ]
        expected = [call for call in module.calls if call.last.startswith("expect_")]
        if len(stops) > 1 or expected:
            rules = sum(1 for stop in stops if value_stop(stop) or _statistic(stop)) + len(expected)
            yield Contract(
                "tests of the data",
                module.path.rsplit("/", 1)[-1],
                place_in(module, stops[0].line if stops else expected[0].line),
                frozenset({Side.TRAINING}),
                len(stops) + len(expected),
                rules,
                By.TEST,
            )


_READS = (
    "read_csv",
    "read_parquet",
    "load_data",
    "scan_csv",
    "read_excel",
    "loadtxt",
    "genfromtxt",
    "read_table",
    "load_dataset",
)


def _is_data_test(module: Module) -> bool:
    name = module.path.rsplit("/", 1)[-1]
    lies = re.search(
        r"(^|/)data(_?tests?)?/|test_?data(set)?|data(set)?_?(test|quality|validation)|conftest", module.path, re.I
    )
    return (
        bool(re.search(r"test", name))
        and bool(lies)
        and (
            any(call.last in _READS for call in module.calls)
            or any(call.last.startswith("expect_") for call in module.calls)
        )
    )


def _statistic(stop: Stop) -> bool:
    return stop.compares and any(re.match(r"(mean|std|median|quantile|n_nan|min|max)$", name) for name in stop.names)


def _by_scope(module: Module) -> dict[str, list[Stop]]:
    found: dict[str, list[Stop]] = {}
    for stop in module.stops:
        if not stop.swallowed and (value_stop(stop) or structure_stop(stop)):
            found.setdefault(stop.scope, []).append(stop)
    return found
