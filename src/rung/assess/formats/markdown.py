"""Markdown for a pull request comment or a step summary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat

from rung.assess.formats.base import PLAIN_VIEW, Format, View
from rung.assess.report.gaps import gaps_to_next, next_level
from rung.assess.report.ladder import readings_at
from rung.assess.report.markdown import MOST_WORDS, escaped, why
from rung.assess.report.summary import level_word
from rung.assess.report.text import percent, plural, tenths
from rung.domain import Assessment, Kind, Level, Verdict

MOST_GAPS, MOST_NOTES = 10, 20
MOST_BYTES = 60_000
"""GitHub refuses a comment of more than 65,536 characters; the caller may want to add a line."""
ROOM_FOR_NOTES = 600
MOST_ROWS, MOST_NAME = 100, 80
"""Projects in the table above, and characters of their names."""
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
        """A section for each project, then everything else that fits."""
        head = _summary(assessments) if len(assessments) > 1 else []
        room = MOST_BYTES - ROOM_FOR_NOTES - _bytes(head)
        sections = fitting((_section(each, view) for each in assessments), room)
        room -= sum(_bytes(each) for each in sections)
        details = fitting((_details(each) for each in assessments[: len(sections)]), room)
        lines = list(head)
        details_or_nothing = chain(details, repeat(list[str]()))
        for section, detail in zip(sections, details_or_nothing, strict=False):
            lines += [*section, *detail, ""]
        return "\n".join([*lines, *_left_out(assessments, len(sections), len(details))]).rstrip() + "\n"


def fitting(blocks: Iterable[list[str]], room: int) -> list[list[str]]:
    """The blocks, from the first, that fit into so many bytes."""
    kept = []
    for block in blocks:
        room -= _bytes(block)
        if room < 0:
            break
        kept.append(block)
    return kept


def _bytes(lines: Sequence[str]) -> int:
    """As UTF-8 with a line break each, and one more for an empty line between blocks."""
    return sum(len(line.encode("utf-8", "backslashreplace")) + 1 for line in lines) + 1


def _left_out(assessments: Sequence[Assessment], shown: int, unfolded: int) -> list[str]:
    """What a comment has no room for, and where it can be read."""
    lines = []
    if missing := len(assessments) - shown:
        command = "`rung assess --format markdown --project NAME`"
        lines.append(f"_{plural(missing, 'project')} left out, because a comment holds no more: {command}_")
    if missing := shown - unfolded:
        of = f" of {plural(missing, 'project')}" if len(assessments) > 1 else ""
        lines.append(
            f"_The list of every practice{of} is left out, because a comment holds no more: `rung assess --all`_"
        )
    return ["\n\n".join(lines)] if lines else []


def _summary(assessments: Sequence[Assessment]) -> list[str]:
    rows = [f"| {_name(each)} | {level_word(each)} | {_index(each)} |" for each in assessments[:MOST_ROWS]]
    if len(assessments) > MOST_ROWS:
        rows.append(f"| … and {len(assessments) - MOST_ROWS} more | | |")
    head = ["| project | level | index |", "|---|---|---|"]
    return [f"### Rung: {plural(len(assessments), 'project')}", "", *head, *rows, ""]


def _name(assessment: Assessment) -> str:
    return escaped(assessment.path or assessment.project, MOST_NAME)


def _section(assessment: Assessment, view: View) -> list[str]:
    name = escaped(assessment.project, MOST_NAME)
    if assessment.kind is Kind.NOT_ML:
        return [
            f"### Rung: {name}",
            "",
            f"Not an ML project: no level ({escaped(assessment.kind_because, MOST_WORDS)})",
        ]
    lines = [f"### Rung: {name} is on {_headline(assessment)}", ""]
    if assessment.as_if:
        lines += [f"Kind: {assessment.kind.value}, read as if it were a project", ""]
    lines += [*_ladder(assessment), ""]
    lines += _changes(assessment, view.before.get(assessment.path, {}))
    return lines + _gaps(assessment)


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
        f"| `{each.id}` | {before[each.id].value} | {each.verdict.value} | {why(assessment, each)} |" for each in moved
    ]
    return ["**Changed since the baseline**", "", "| practice | was | is | why |", "|---|---|---|---|", *rows, ""]


def _gaps(assessment: Assessment) -> list[str]:
    level, gaps = next_level(assessment), gaps_to_next(assessment)
    if not level or not gaps:
        return []
    rows = [
        f"| {_MARKS[each.verdict]} | `{each.id}` | {why(assessment, each)} | {escaped(each.remedy, MOST_WORDS)} |"
        for each in gaps[:MOST_GAPS]
    ]
    more = ["", f"… and {len(gaps) - MOST_GAPS} more: `rung assess --all`"] if len(gaps) > MOST_GAPS else []
    return [
        f"**Missing to level {level.value}**",
        "",
        "| | practice | why | what to do |",
        "|---|---|---|---|",
        *rows,
        *more,
        "",
    ]


def _details(assessment: Assessment) -> list[str]:
    if assessment.kind is Kind.NOT_ML:
        return []
    ordered = sorted(assessment.findings, key=lambda each: each.card.level)
    rows = [
        f"| {each.card.level.value} | `{each.id}` | {_MARKS[each.verdict]} {each.strength.label} "
        f"| {why(assessment, each)} |"
        for each in ordered
    ]
    notes = [f"- {escaped(note.text, MOST_WORDS)}" for note in assessment.notes[:MOST_NOTES]]
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
