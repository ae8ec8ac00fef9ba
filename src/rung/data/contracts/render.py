"""Contracts and reports as lines of plain text, one fact a line."""

from __future__ import annotations

from rung.data.contracts.contract import Contract
from rung.data.contracts.report import Report, Violation
from rung.data.contracts.values import shown


def contract_lines(contract: Contract) -> list[str]:
    """What a table promises: its columns in order, then the table as a whole."""
    lines = [
        f"{contract.name} {contract.version}: {len(contract.columns)} columns, {_count(len(contract.rules), 'rule')}"
    ]
    alone: dict[str, list[str]] = {each: [] for each in contract.columns}
    together = []
    for rule in contract.rules:
        if rule.id == "column":
            continue
        owner = rule.columns[0] if len(rule.columns) == 1 or rule.id == "null-pattern" else None
        if owner is None:
            together.append(f"{', '.join(rule.columns)}: {rule.promise()}" if rule.columns else rule.promise())
        else:
            alone[owner].append(rule.promise())
    width = max(map(len, alone), default=0)
    lines += [f"  {name:{width}}  {'; '.join(promises) or 'is there'}" for name, promises in alone.items()]
    lines += [f"  {each}" for each in together]
    return lines + [f"  {each}" for each in contract.unchecked]


def report_lines(report: Report) -> list[str]:
    """What was found: the answer, every violation with some of its rows, and what else to know."""
    lines = [_answer(report)]
    for each in report.violations:
        mark = "" if each.stops else f" ({each.severity})"
        lines.append(f"  {each.sentence}{mark}")
        lines += [f"    {row}" for row in _rows(each)]
    return lines + [f"  {each}" for each in report.notes]


def _answer(report: Report) -> str:
    stopping = sum(each.stops for each in report.violations)
    looked = f"{report.rows:,} rows, {_count(report.checked, 'rule')}, {report.seconds:.1f} s"
    if not stopping:
        return f"{report.contract} keeps contract {report.version} ({looked})"
    return f"{report.contract} breaks contract {report.version} in {_count(stopping, 'rule')} ({looked})"


def _rows(violation: Violation) -> list[str]:
    """The first row is in the sentence already."""
    pairs = zip(violation.rows[1:], violation.samples[1:], strict=True)
    return [f"row {number:,}: {shown(row, violation.columns)}" for number, row in pairs]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
