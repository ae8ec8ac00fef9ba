"""Markdown for a pull request comment or a step summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rung.assess.formats.base import PLAIN_VIEW, Format, View
from rung.assess.regex import regex
from rung.assess.report.gaps import gaps_to_next, next_level
from rung.assess.report.ladder import readings_at
from rung.assess.report.links import url_of
from rung.assess.report.summary import level_word
from rung.assess.report.text import percent, plural, safe, tenths
from rung.domain import Assessment, Finding, Kind, Level, Place, Verdict

MOST_GAPS = 10
_SPECIAL = regex(r"([\\`*_{}\[\]<>()#+!|~&@$])")
_MARKS = {
    Verdict.MET: "✓",
    Verdict.PARTIAL: "~",
    Verdict.UNMET: "✕",
    Verdict.UNKNOWN: "?",
    Verdict.WAIVED: "waived",
    Verdict.NOT_APPLICABLE: "n/a",
}
_RANK = {Verdict.UNMET: 0, Verdict.UNKNOWN: 0, Verdict.WAIVED: 0, Verdict.PARTIAL: 1, Verdict.MET: 2}


class Markdown(Format):
    """GitHub-flavoured Markdown; names of files cannot inject markup or mention people."""

    name = "markdown"

    def render(self, assessments: Sequence[Assessment], view: View = PLAIN_VIEW) -> str:
        """A section for each project."""
        lines = _summary(assessments) if len(assessments) > 1 else []
        for each in assessments:
            lines += [*_section(each, view), ""]
        return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """The text as literal Markdown inside a table cell: no markup, HTML, pipes or mentions."""
    return _SPECIAL.sub(lambda match: f"&#{ord(match.group(1))};", safe(text))


def _summary(assessments: Sequence[Assessment]) -> list[str]:
    rows = [f"| {escaped(each.path or each.project)} | {level_word(each)} | {_index(each)} |" for each in assessments]
    head = ["| project | level | index |", "|---|---|---|"]
    return [f"### Rung: {plural(len(assessments), 'project')}", "", *head, *rows, ""]


def _section(assessment: Assessment, view: View) -> list[str]:
    name = escaped(assessment.project)
    if assessment.kind is Kind.NOT_ML:
        return [f"### Rung: {name}", "", f"Not an ML project: no level ({escaped(assessment.kind_because)})"]
    lines = [f"### Rung: {name} is on {_headline(assessment)}", ""]
    if assessment.as_if:
        lines += [f"Kind: {assessment.kind.value}, read as if it were a project", ""]
    lines += [*_ladder(assessment), ""]
    lines += _changes(assessment, view.before.get(assessment.path, {}))
    lines += _gaps(assessment)
    return lines + _details(assessment)


def _headline(assessment: Assessment) -> str:
    level = assessment.configured_level or Level.MANUAL
    up_to = f", up to {assessment.up_to.value}" if assessment.up_to and assessment.up_to > level else ""
    return f"level {level.value} · {level.title}{up_to} (index {_index(assessment)})"


def _index(assessment: Assessment) -> str:
    return "–" if assessment.index is None else tenths(assessment.index)


def _ladder(assessment: Assessment) -> list[str]:
    lines = ["| level | | share | |", "|---|---|---|---|"]
    shares = {share.level: percent(share.value) for share in assessment.shares}
    for level in sorted(Level, reverse=True):
        lines.append(f"| {level.value} | {level.title} | {shares.get(level, '')} | {readings_at(assessment, level)} |")
    return lines


def _changes(assessment: Assessment, before: Mapping[str, Verdict]) -> list[str]:
    moved = [each for each in assessment.findings if before.get(each.id, each.verdict) is not each.verdict]
    if not moved:
        return []
    moved.sort(key=lambda each: _RANK.get(each.verdict, 2) - _RANK.get(before[each.id], 2))
    rows = [
        f"| `{each.id}` | {before[each.id].value} | {each.verdict.value} | {_why(assessment, each)} |" for each in moved
    ]
    return ["**Changed since the baseline**", "", "| practice | was | is | why |", "|---|---|---|---|", *rows, ""]


def _gaps(assessment: Assessment) -> list[str]:
    level, gaps = next_level(assessment), gaps_to_next(assessment)
    if not level or not gaps:
        return []
    rows = [f"| {_MARKS[each.verdict]} | `{each.id}` | {_why(assessment, each)} |" for each in gaps[:MOST_GAPS]]
    more = ["", f"… and {len(gaps) - MOST_GAPS} more: `rung assess --all`"] if len(gaps) > MOST_GAPS else []
    return [f"**Missing to level {level.value}**", "", "| | practice | why |", "|---|---|---|", *rows, *more, ""]


def _why(assessment: Assessment, finding: Finding) -> str:
    words = [escaped(finding.because), *(link(assessment, each) for each in finding.places[:1])]
    return " ".join(words)


def link(assessment: Assessment, place: Place) -> str:
    """The place, as a link to the file at the commit where the forge is known."""
    text = escaped(f"{place.path}:{place.line}")
    url = url_of(assessment, place)
    # A bracket would end the address; quoting it leaves the same page.
    return f"[{text}]({url.replace('(', '%28').replace(')', '%29')})" if url else text


def _details(assessment: Assessment) -> list[str]:
    ordered = sorted(assessment.findings, key=lambda each: each.card.level)
    rows = [
        f"| {each.card.level.value} | `{each.id}` | {_MARKS[each.verdict]} {each.strength.label} "
        f"| {_why(assessment, each)} |"
        for each in ordered
    ]
    notes = [f"- {escaped(note.text)}" for note in assessment.notes]
    return [
        "<details><summary>Every practice</summary>",
        "",
        "| level | practice | evidence | why |",
        "|---|---|---|---|",
        *rows,
        "",
        *([*notes, ""] if notes else []),
        f"Ladder {escaped(assessment.ladder_version)}, Rung {escaped(assessment.rung_version)}",
        "",
        "</details>",
    ]
