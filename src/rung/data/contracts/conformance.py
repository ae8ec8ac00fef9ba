"""What every kind of rule keeps to, ours or of another distribution, tried on its own example."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import polars as pl

from rung.data.contracts.checking import check
from rung.data.contracts.contract import Contract
from rung.data.contracts.document import read_contract, write_contract
from rung.data.contracts.report import Report
from rung.data.contracts.rules.base import Example, Rule

_HEAD = "version: 1.0.0\napiVersion: v3.2.0\nkind: DataContract\nid: example\n"
_NOW = datetime(2013, 1, 3, tzinfo=UTC)


def check_rule(kind: type[Rule]) -> None:
    """Try a kind of rule.

    Data that meet it give nothing; broken data give one violation with the count and sample rows, whatever the order
    and the pieces the data come in; nulls, no rows and a column of nothing but null are judged and never raise; the
    contract is the same after it was written and read.

    Raises
    ------
    AssertionError
        With what it does not keep to.
    """
    example = kind.example
    contract = read_contract(_HEAD + example.contract)
    mine = [each for each in contract.rules if isinstance(each, kind)]
    assert mine, f"{kind.id}: its example does not read as a rule of this kind"
    assert len(inspect.getdoc(kind) or "") > 100, f"{kind.id}: the docstring says neither why nor how it is written"
    for rule in mine:
        assert rule.promise(), f"{kind.id}: the promise has no words"
    again = read_contract(write_contract(contract))
    assert (again.rules, again.document) == (contract.rules, contract.document), f"{kind.id}: changed by writing"
    _met(kind, contract)
    _broken(kind, contract)
    _bare(kind, contract)


def _met(kind: type[Rule], contract: Contract) -> None:
    report = _report(contract, kind.example, kind.example.met)
    assert report.ok, f"{kind.id}: data that meet it are refused: {[each.sentence for each in report.violations]}"


def _broken(kind: type[Rule], contract: Contract) -> None:
    example = kind.example
    frame = pl.LazyFrame(example.broken, strict=False)
    pieces = pl.concat([frame.slice(each, 1) for each in range(len(next(iter(example.broken.values()))))])
    for one in (frame, frame.reverse(), pieces):
        report = check(contract, one, now=example.now or _NOW)
        found = [each for each in report.violations if each.rule == kind.id]
        assert len(found) == 1, f"{kind.id}: {len(found)} violations where one was expected"
        violation = found[0]
        assert violation.count == example.count, f"{kind.id}: counts {violation.count}, not {example.count}"
        assert 0 < violation.share <= 1, f"{kind.id}: a share of {violation.share}"
        assert violation.sentence, f"{kind.id}: says nothing"
        assert len(violation.samples) in (0, min(5, violation.count)), f"{kind.id}: shows {len(violation.samples)} rows"


def _bare(kind: type[Rule], contract: Contract) -> None:
    """Nulls, no rows, no columns."""
    example = kind.example
    typed = pl.LazyFrame(example.met, strict=False)
    empty = check(contract, typed.clear(), now=_NOW)
    assert [each.rule for each in empty.violations] == ["row-count"], f"{kind.id}: no rows are more than no rows"
    nulls = {each: [None, None] for each in example.met}
    for one in (pl.LazyFrame(nulls, schema=typed.collect_schema()), pl.LazyFrame(nulls)):
        check(contract, one, now=_NOW)
    nothing = check(contract, pl.LazyFrame(), now=_NOW)
    assert not nothing.ok, f"{kind.id}: no columns at all are accepted"


def _report(contract: Contract, example: Example, data: Mapping[str, list[Any]]) -> Report:
    return check(contract, pl.LazyFrame(data, strict=False), now=example.now or _NOW)
