"""A gate's report as text, as JSON, and as annotations of GitHub Actions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from rung.assess.gate.facts import Fact, GateReport
from rung.assess.report.style import Style
from rung.assess.report.text import plural, readable, safe

SCHEMA_VERSION = "1.0"


def report_text(report: GateReport, form: str, style: Style, *, quiet: bool) -> str:
    """The report in one of `FORMS`; quiet leaves the warnings out of the text."""
    return FORMS[form](report, style, quiet)


def _terminal(report: GateReport, style: Style, quiet: bool) -> str:
    lines = [_line("✕", "red", each, style) for each in report.failures]
    if not quiet:
        lines += [_line("!", "yellow", each, style) for each in report.warnings]
    if report.passed:
        lines.append(f"{style('passed', 'green')}: {', '.join(report.passed_because)}")
    else:
        lines.append(f"{style('refused', 'red')}: {plural(len(report.failures), 'fact')}")
    return style.finish(lines)


def _line(mark: str, colour: str, fact: Fact, style: Style) -> str:
    return f"{style(mark, colour)} {safe(fact.text)} | {safe(fact.command)}"


def _json(report: GateReport, style: Style, quiet: bool) -> str:
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


def _github(report: GateReport, style: Style, quiet: bool) -> str:
    """Annotations above the text; https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    lines = [_annotation("error", each) for each in report.failures]
    lines += [] if quiet else [_annotation("warning", each) for each in report.warnings]
    return "".join(f"{line}\n" for line in lines) + _terminal(report, style, quiet)


def _annotation(level: str, fact: Fact) -> str:
    properties = {"title": "rung gate"}
    if fact.place:
        properties = {"file": fact.place.path, "line": str(max(1, fact.place.line)), **properties}
    listed = ",".join(f"{name}={_escaped(value, property_=True)}" for name, value in properties.items())
    return f"::{level} {listed}::{_escaped(f'{fact.text} | {fact.command}')}"


def _escaped(text: str, *, property_: bool = False) -> str:
    text = readable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_ else text


FORMS: dict[str, Callable[[GateReport, Style, bool], str]] = {"terminal": _terminal, "json": _json, "github": _github}
"""What `--format` accepts."""
