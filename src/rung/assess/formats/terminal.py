"""What a person reads: the ladder, what is missing to the next level, and what to type next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rung.assess.formats.base import PLAIN_VIEW, Format, View
from rung.assess.report.findings import finding_lines, id_column, note_lines
from rung.assess.report.gaps import gaps_to_next, next_level, next_proven, target_reached, to_prove
from rung.assess.report.ladder import ladder_lines
from rung.assess.report.summary import summary_lines
from rung.assess.report.text import plural, safe, side_by_side, wrapped
from rung.domain import Assessment, Capability, Finding, Kind, Level, Place, Verdict

ORDER = tuple(Capability)
MOST_GAPS = 8
MOST_TO_PROVE = 5
MOST_NOTES = 5
MOST_REPORTS = 4
"""With more projects than this only the summary is printed, unless everything is asked for."""


class Terminal(Format):
    """Text for a person, readable without colour and at 40 columns."""

    name = "terminal"

    def render(self, assessments: Sequence[Assessment], view: View = PLAIN_VIEW) -> str:
        """The report of one project, or a summary of several with their reports below."""
        if len(assessments) == 1:
            return view.style.finish(_report(assessments[0], view))
        lines = summary_lines(assessments, view.style, view.width)
        if len(assessments) <= MOST_REPORTS or view.everything:
            for each in assessments:
                lines += ["", "", *_report(each, view)]
        else:
            lines += [
                "",
                *side_by_side(["One of them: rung assess --project NAME", "All: rung assess --all"], view.width),
            ]
        return view.style.finish(lines)


def _report(assessment: Assessment, view: View) -> list[str]:
    lines = [*header_lines(assessment, view), *_kind_lines(assessment, view), ""]
    if assessment.kind is not Kind.NOT_ML:
        lines += [*ladder_lines(assessment, view.style, view.width), ""]
        lines += _everything(assessment, view) if view.everything else _what_next(assessment, view)
    lines += _notes(assessment, view)
    if assessment.kind is not Kind.NOT_ML:
        lines += _footer(assessment, view)
    while not lines[-1]:
        lines.pop()
    return lines


def header_lines(assessment: Assessment, view: View) -> list[str]:
    """`fraud-scoring · 3f9c2a1 · project · 70 practices, 61 judged, in 0.4 s`."""
    gating = [each for each in assessment.findings if each.card.gating]
    judged = sum(each.verdict is not Verdict.UNKNOWN for each in gating)
    commit = assessment.commit[:7] if assessment.commit else "not committed"
    words = [safe(assessment.project), commit, _kind_word(assessment.kind)]
    if assessment.kind is not Kind.NOT_ML:
        words.append(f"{plural(len(gating), 'practice')}, {judged} judged, in {assessment.seconds:.1f} s")
    first, *rest = wrapped(" · ".join(words), "", view.width)
    return [first.replace(words[0], view.style(words[0], "bold"), 1), *rest]


def _kind_word(kind: Kind) -> str:
    return "not ML" if kind is Kind.NOT_ML else kind.value


def _kind_lines(assessment: Assessment, view: View) -> list[str]:
    if assessment.kind is Kind.NOT_ML:
        return ["", *wrapped(f"not an ML project: no level ({assessment.kind_because})", " ", view.width)]
    if assessment.as_if:
        text = f"{_article(assessment.kind)}, read as if it were a project ({assessment.kind_because})"
        return wrapped(text, " ", view.width)
    return []


def _article(kind: Kind) -> str:
    return f"an {kind.value}" if kind is Kind.EXAMPLE else f"a {kind.value}"


def _what_next(assessment: Assessment, view: View) -> list[str]:
    gaps = [] if target_reached(assessment) else gaps_to_next(assessment)
    proving = next_proven(assessment)
    proof = to_prove(assessment, proving) if proving else []
    proof = [each for each in proof if each not in gaps]
    column = id_column([*gaps[:MOST_GAPS], *proof[:MOST_TO_PROVE]])
    above = next_level(assessment)
    lines = _reached(assessment, view)
    if above and not lines:
        lines = _section(f"To level {above.value}", gaps, MOST_GAPS, column, view)
    if proving:
        lines += _section(f"To prove level {proving.value}", proof, MOST_TO_PROVE, column, view)
    lines += _waiting(assessment, view)
    lines += _hollow(assessment, view)
    lines += _counted(assessment, view)
    return [*lines, ""] if lines else []


def _section(title: str, found: Sequence[Finding], most: int, column: int, view: View) -> list[str]:
    if not found:
        return []
    lines = finding_lines(found[:most], column, view.width, view.style)
    rest = len(found) - most
    more = [f"   … and {rest} more: rung assess --all"] if rest > 0 else []
    return [" " + view.style(title, "bold"), *lines, *more]


def _reached(assessment: Assessment, view: View) -> list[str]:
    """What stands instead of gaps, when there is nowhere to go."""
    if assessment.target < Level.OPTIMIZED and target_reached(assessment):
        reason = f": {assessment.target_reason}" if assessment.target_reason else ""
        return wrapped(f"Target reached: level {assessment.target.value}{reason}", " ", view.width)
    if next_level(assessment) is None:
        return wrapped("The top of the ladder: what is left is to keep it proven", " ", view.width)
    return []


def _waiting(assessment: Assessment, view: View) -> list[str]:
    """Which level would be proven, did some practices not wait for records or for other people."""
    proven, otherwise = assessment.proven_level, assessment.proven_but_for_waiting
    if proven is None or otherwise is None or otherwise <= proven:
        return []
    text = f"level {otherwise.value} is proven except what waits for time or people: {', '.join(assessment.waiting)}"
    return wrapped(text, "   ", view.width)


def _hollow(assessment: Assessment, view: View) -> list[str]:
    lines = []
    for each in assessment.hollow:
        text = (
            f"{each.practice} (level {each.level.value}) runs without {each.missing} (level {each.missing_level.value})"
        )
        lines += wrapped(f"{text}; the risk: {each.pitfall}" if view.everything else text, " ! hollow  ", view.width)
    return lines


def _counted(assessment: Assessment, view: View) -> list[str]:
    """Waived and not applicable practices, in one line: they are neither hidden nor gaps."""
    counts = Counter(each.verdict for each in assessment.findings)
    words = []
    if counts[Verdict.WAIVED]:
        words.append(f"{counts[Verdict.WAIVED]} waived")
    if counts[Verdict.NOT_APPLICABLE]:
        words.append(f"{counts[Verdict.NOT_APPLICABLE]} not applicable")
    return wrapped(f"{', '.join(words)}: rung assess --all", "   ", view.width) if words else []


def _everything(assessment: Assessment, view: View) -> list[str]:
    """Every practice by level and capability."""
    column = id_column(assessment.findings)
    lines: list[str] = []
    ordered = sorted(assessment.findings, key=lambda each: each.card.level)
    for level, of_level in groupby(ordered, key=lambda each: each.card.level):
        lines.append(" " + view.style(f"Level {level.value} {level.title}", "bold"))
        by_capability = sorted(of_level, key=lambda each: ORDER.index(each.card.capability))
        for capability, found in groupby(by_capability, key=lambda each: each.card.capability):
            lines.append(" " + view.style(capability.value.replace("-", " "), "dim"))
            for each in found:
                lines += finding_lines([each], column, view.width, view.style)
                lines += _waiver(each, view)
        lines.append("")
    return [*lines, *_hollow(assessment, view), ""] if assessment.hollow else lines


def _waiver(finding: Finding, view: View) -> list[str]:
    if finding.waiver is None:
        return []
    waiver = finding.waiver
    return wrapped(f"waived until {waiver.until} by {waiver.by}: {waiver.reason}", "     ", view.width)


def _notes(assessment: Assessment, view: View) -> list[str]:
    most = None if view.everything else MOST_NOTES
    disregarded = [_with_place(note.text, note.places) for note in assessment.notes if note.kind == "disregarded"]
    others = [_with_place(note.text, note.places) for note in assessment.notes if note.kind != "disregarded"]
    lines: list[str] = []
    if disregarded:
        title = view.style("Seen, and not counted", "bold")
        lines += [f" {title}", *note_lines(disregarded, "-", view.width, most), ""]
    if others:
        lines += [" " + view.style("Notes", "bold"), *note_lines(others, "-", view.width, most), ""]
    return lines


def _with_place(text: str, places: Sequence[Place]) -> str:
    return f"{text} ({places[0].spot})" if places and places[0].path not in text else text


def _footer(assessment: Assessment, view: View) -> list[str]:
    proving = next_proven(assessment)
    listed = [] if target_reached(assessment) else gaps_to_next(assessment)
    listed = listed or (to_prove(assessment, proving) if proving else [])
    first = listed[0].id if listed else "PRACTICE"
    return side_by_side(["Next: rung plan", f"Why: rung explain {first}"], view.width)
