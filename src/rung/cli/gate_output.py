"""A gate's report as text, as JSON, and as annotations of GitHub Actions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from rung.assess.gate.facts import Fact, GateReport
from rung.assess.report.style import Style
from rung.assess.report.text import plural, readable, safe, wrapped

SCHEMA_VERSION = "1.0"


class How(Struct, frozen=True):
    """How the report wants to be written."""

    style: Style
    quiet: bool = False
    """Leave the warnings out of the text."""
    width: int | None = None
    """Columns of the terminal; `None` for a log, where each fact is one line."""


def report_text(report: GateReport, form: str, how: How) -> str:
    """The report in one of `FORMS`."""
    return FORMS[form](report, how)


def _terminal(report: GateReport, how: How) -> str:
    style = how.style
    lines = [line for each in report.failures for line in _lines("✕", "red", each, how)]
    if not how.quiet:
        lines += [line for each in report.warnings for line in _lines("!", "yellow", each, how)]
    if report.passed:
        lines.append(f"{style('passed', 'green')}: {', '.join(report.passed_because)}")
    else:
        lines.append(f"{style('refused', 'red')} for {plural(len(report.failures), 'reason')}")
    return style.finish(lines)


def _lines(mark: str, colour: str, fact: Fact, how: How) -> list[str]:
    if how.width is None:
        return [f"{how.style(mark, colour)} {safe(fact.text)} | {safe(fact.command)}"]
    first, *rest = wrapped(fact.text, f"{mark} ", how.width)
    # The command stays in one piece, to be copied.
    return [first.replace(mark, how.style(mark, colour), 1), *rest, f"    {safe(fact.command)}"]


def _json(report: GateReport, how: How) -> str:
    document = {
        "schema_version": SCHEMA_VERSION,
        "passed": report.passed,
        "passed_because": list(report.passed_because),
        "failures": [_values(each) for each in report.failures],
        "warnings": [_values(each) for each in report.warnings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _values(fact: Fact) -> dict[str, Any]:
    place = {"path": readable(fact.place.path), "line": max(1, fact.place.line)} if fact.place else None
    return {
        "fact": readable(fact.text),
        "command": readable(fact.command),
        "practice": fact.practice,
        "project": readable(fact.project),
        "commit": fact.commit,
        "place": place,
    }


def _github(report: GateReport, how: How) -> str:
    """Annotations above the text; https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    lines = [_annotation("error", each) for each in report.failures]
    lines += [] if how.quiet else [_annotation("warning", each) for each in report.warnings]
    return "".join(f"{line}\n" for line in lines) + _terminal(report, how)


def _annotation(level: str, fact: Fact) -> str:
    properties = {"title": "rung gate"}
    if fact.place:
        properties = {"file": fact.place.path, "line": str(max(1, fact.place.line)), **properties}
    listed = ",".join(f"{name}={_escaped(value, property_=True)}" for name, value in properties.items())
    return f"::{level} {listed}::{_escaped(f'{fact.text} | {fact.command}')}"


def _escaped(text: str, *, property_: bool = False) -> str:
    text = readable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_ else text


FORMS: dict[str, Callable[[GateReport, How], str]] = {"terminal": _terminal, "json": _json, "github": _github}
"""What `--format` accepts."""
