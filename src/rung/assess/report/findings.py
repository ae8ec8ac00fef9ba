"""Findings as aligned lines of text."""

from __future__ import annotations

from collections.abc import Iterable

from rung.assess.report.style import Style
from rung.assess.report.text import safe, wrapped
from rung.domain import Finding, Verdict

MARKS = {
    Verdict.MET: "✓",
    Verdict.PARTIAL: "~",
    Verdict.UNMET: "✕",
    Verdict.UNKNOWN: "?",
    Verdict.WAIVED: "w",
    Verdict.NOT_APPLICABLE: "–",
}
WEAK_MARK = "○"
"""Set up, and not yet shown to work."""

_COLOURS = {
    Verdict.MET: "green",
    Verdict.PARTIAL: "yellow",
    Verdict.UNMET: "red",
    Verdict.UNKNOWN: "blue",
    Verdict.WAIVED: "yellow",
    Verdict.NOT_APPLICABLE: "dim",
}
_WORDS = {Verdict.NOT_APPLICABLE: "n/a"}
_VERDICT_COLUMN = 10
_ROOMY = 34
"""Columns a sentence needs beside its practice; with less it goes below."""


def id_column(findings: Iterable[Finding]) -> int:
    """Width of the first column, so that all sections of a report line up."""
    return max((len(each.id) for each in findings), default=20) + 2


def finding_lines(found: Iterable[Finding], column: int, width: int, style: Style) -> list[str]:
    """One finding a line: mark, practice, verdict, and why with its place.

    A practice that is set up, and not yet shown to work, has its strength for a verdict.
    """
    return [line for each in found for line in _lines(each, column, width, style)]


def sentence(finding: Finding) -> str:
    """Why, with the first place behind it unless the sentence names the file already."""
    if not finding.places or finding.places[0].path in finding.because:
        return finding.because
    return f"{finding.because} ({finding.places[0].spot})"


def _lines(each: Finding, column: int, width: int, style: Style) -> list[str]:
    weak = each.verdict is Verdict.MET and not each.holds
    mark, colour = (WEAK_MARK, "cyan") if weak else (MARKS[each.verdict], _COLOURS[each.verdict])
    word = each.strength.label if weak else _WORDS.get(each.verdict, each.verdict.value)
    text = f"{sentence(each)}; needs {each.card.min_strength.label}" if weak else sentence(each)
    if not each.card.gating:
        text += "; advice only"
    head = f" {mark} {each.id:<{column}}{word:<{_VERDICT_COLUMN}}"
    if len(head.rstrip()) > width:
        return [f" {style(mark, colour)} {each.id}", *wrapped(f"{word}: {text}", "     ", width)]
    lines = item_lines(head, text, width)
    coloured = f" {style(mark, colour)} {each.id:<{column}}{style(word, colour)}"
    lines[0] = coloured + lines[0][len(head.rstrip()) :]
    return lines


def item_lines(head: str, text: str, width: int) -> list[str]:
    """A text beside its head, or below it where there is too little room."""
    if width - len(head) >= _ROOMY:
        return wrapped(text, head, width)
    return [head.rstrip(), *wrapped(text, "     ", width)]


def note_lines(texts: Iterable[str], mark: str, width: int, most: int | None = None) -> list[str]:
    """Remarks behind a mark; what is over the limit is counted."""
    kept = [safe(text) for text in texts]
    shown = kept if most is None else kept[:most]
    lines = [line for text in shown for line in wrapped(text, f" {mark} ", width)]
    if len(shown) < len(kept):
        lines.append(f"   … and {len(kept) - len(shown)} more: rung assess --all")
    return lines
