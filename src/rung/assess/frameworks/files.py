"""The same for an auditor's folder: Markdown, and JSON for a program."""

from __future__ import annotations

from typing import Any

from rung.assess.frameworks.base import Framework
from rung.assess.frameworks.lines import PROMISE, tally
from rung.assess.frameworks.standing import Standing, standings
from rung.assess.report.links import url_of
from rung.assess.report.markdown import escaped, link
from rung.assess.report.text import readable
from rung.domain import Assessment, Finding, Place

SCHEMA_VERSION = 1


def framework_markdown(framework: type[Framework], assessment: Assessment) -> str:
    """A table for each group of criteria."""
    found = standings(framework, assessment)
    commit = f" at `{assessment.commit}`" if assessment.commit else ""
    lines = [
        f"# {escaped(assessment.project)}: evidence for {framework.title}",
        "",
        f"Edition: {framework.version}, <{framework.source}>. Assessed on {assessment.made_at:%Y-%m-%d}{commit}, "
        f"by Rung {escaped(assessment.rung_version)}, ladder {escaped(assessment.ladder_version)}.",
        "",
        f"{PROMISE} {framework.caveat}",
        "",
        tally(found),
        "",
    ]
    standing = iter(found)
    for group in framework.groups:
        lines += [f"## {group.title}", "", "| criterion | asks for | support | evidence |", "|---|---|---|---|"]
        lines += [_row(next(standing), assessment) for _ in group.criteria]
        lines.append("")
    return "\n".join(lines)


def framework_json(framework: type[Framework], assessment: Assessment) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "framework": framework.id,
        "title": framework.title,
        "edition": framework.version,
        "source": framework.source,
        "caveat": f"{PROMISE} {framework.caveat}",
        "project": readable(assessment.project),
        "commit": assessment.commit,
        "made_at": assessment.made_at.isoformat(),
        "rung_version": assessment.rung_version,
        "ladder_version": assessment.ladder_version,
        "criteria": [_criterion(each, assessment) for each in standings(framework, assessment)],
    }


def _row(standing: Standing, assessment: Assessment) -> str:
    cells = [_evidence(each, assessment) for each in standing.findings]
    if standing.criterion.beyond:
        cells.append(f"*no repository shows:* {escaped(standing.criterion.beyond)}")
    asks = escaped(standing.criterion.asks)
    return f"| {standing.criterion.id} | {asks} | {standing.support.value} | {'<br>'.join(cells)} |"


def _evidence(finding: Finding, assessment: Assessment) -> str:
    place = f" {link(assessment, finding.places[0])}" if finding.places else ""
    return f"`{finding.id}` {finding.verdict.value} ({finding.strength.label}): {escaped(finding.because)}{place}"


def _criterion(standing: Standing, assessment: Assessment) -> dict[str, Any]:
    return {
        "id": standing.criterion.id,
        "asks": standing.criterion.asks,
        "support": standing.support.value,
        "beyond": standing.criterion.beyond or None,
        "practices": [
            {
                "id": each.id,
                "verdict": each.verdict.value,
                "strength": each.strength.label,
                "because": readable(each.because),
                "places": [_place(place, assessment) for place in each.places],
            }
            for each in standing.findings
        ],
    }


def _place(place: Place, assessment: Assessment) -> dict[str, Any]:
    return {"path": readable(place.path), "line": place.line, "url": url_of(assessment, place)}
