"""Data against their contract."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from rung.data.contracts.contract import Contract
from rung.data.contracts.families import Types
from rung.data.contracts.measuring import measure
from rung.data.contracts.report import Report, Violation
from rung.data.contracts.rules.base import Breach, ColumnRule, Origin, Rule, Seen
from rung.data.contracts.sampling import Sample, sample_rows
from rung.data.contracts.trouble import reading
from rung.data.contracts.values import shown

_Broken = tuple[Rule, Breach, Mapping[str, Any]]


def check(
    contract: Contract, frame: pl.LazyFrame, *, now: datetime, sample: int = 5, where: str | None = None
) -> Report:
    """Look at every row once, and at some of those that break a rule a second time.

    Parameters
    ----------
    now
        What freshness is counted from; aware.
    sample
        How many rows are shown for each rule that is broken.
    where
        How messages name the data.

    Raises
    ------
    UnreadableError
        The data cannot be read to their end.
    """
    started = time.perf_counter()
    with reading(where or contract.name):
        types = dict(frame.collect_schema())
        asked = [each for each in contract.rules if _can_ask(each, types)]
        rows, values = measure(frame, asked, types, sample=sample)
        broken = _judge(contract, asked, values, types, rows, now)
        pairs = [(rule, found) for rule, _, found in broken]
        samples = sample_rows(frame, pairs, types, most=sample, hidden=contract.hidden)
    violations = [_violation(*each, some) for each, some in zip(broken, samples, strict=True)]
    return Report(
        contract=contract.name,
        version=contract.version,
        rows=rows,
        violations=(*_emptiness(contract, rows), *violations),
        notes=(*_extra(contract, types), *contract.unchecked),
        checked=len(contract.rules),
        seconds=time.perf_counter() - started,
    )


def _can_ask(rule: Rule, types: Types) -> bool:
    """Whether its columns are there and of types it can be applied to."""
    return all(each in types for each in rule.columns) and rule.unfit(types) is None and not rule.idle(types)


def _judge(
    contract: Contract, asked: Sequence[Rule], values: Sequence[dict[str, Any]], types: Types, rows: int, now: datetime
) -> list[_Broken]:
    known = {id(rule): found for rule, found in zip(asked, values, strict=True)}
    broken: list[_Broken] = []
    for rule in contract.rules:
        found = known.get(id(rule), {})
        breach = _breach(rule, found, Seen(rows, types, now, found), asked=id(rule) in known)
        if breach is not None:
            broken.append((rule, breach, found))
    wrong = {each: breach.whole for rule, breach, _ in broken if rule.id == "type" for each in rule.columns}
    return [each for each in broken if not _goes_without_saying(each[0], wrong, asked=id(each[0]) in known)]


def _goes_without_saying(rule: Rule, wrong: Mapping[str, bool], *, asked: bool) -> bool:
    """Of a column whose type is wrong throughout it is enough to say that once, as of rules that cannot be applied."""
    if rule.id in ("type", "column"):
        return False
    if not asked:
        return any(each in wrong for each in rule.columns)
    return isinstance(rule, ColumnRule) and bool(rule.fits) and wrong.get(rule.column, False)


def _breach(rule: Rule, found: dict[str, Any], seen: Seen, *, asked: bool) -> Breach | None:
    if asked or rule.id == "column":
        return rule.judge(seen)
    if any(each not in seen.types for each in rule.columns):
        return None  # told by the rule `column`
    unfit = rule.unfit(seen.types)
    return Breach(seen.rows, seen.rows, f"{', '.join(rule.columns)}: {rule.id} {unfit}", whole=True) if unfit else None


def _violation(rule: Rule, breach: Breach, found: Mapping[str, Any], sample: Sample) -> Violation:
    return Violation(
        rule=rule.id,
        columns=rule.columns,
        count=breach.count,
        share=breach.count / breach.of if breach.of else 1.0,
        rows=sample.numbers,
        samples=sample.rows,
        sentence=_sentence(rule, breach, sample, "such as" if found.get("some") else "first:"),
        severity=rule.origin.severity,
        line=rule.origin.line,
    )


def _sentence(rule: Rule, breach: Breach, sample: Sample, which: str) -> str:
    """`distance: 12 of 336,776 values below 0 (first: row 17: -3)`."""
    subject = ", ".join(rule.columns)
    words = breach.what if breach.whole else f"{subject}: {breach.count:,} of {breach.of:,} {breach.what}"
    if not sample.rows:
        return words
    return f"{words} ({which} row {sample.numbers[0]:,}: {shown(sample.rows[0], rule.columns)})"


def _emptiness(contract: Contract, rows: int) -> list[Violation]:
    """No rows at all is a violation, unless the contract speaks of the number of rows itself."""
    if rows or any(each.id == "row-count" for each in contract.rules):
        return []
    origin = Origin("", 1)
    sentence = f"{contract.name}: no rows at all"
    return [Violation("row-count", (), 1, 1.0, (), (), sentence, origin.severity, origin.line)]


def _extra(contract: Contract, types: Types) -> list[str]:
    extra = [each for each in types if each not in contract.columns]
    return [f"{each}: a column that the contract does not name" for each in extra]
