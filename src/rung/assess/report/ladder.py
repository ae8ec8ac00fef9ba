"""The ladder as lines of text: five rungs, top first."""

from __future__ import annotations

from rung.assess.report.style import Style
from rung.assess.report.text import percent, tenths, wrapped
from rung.domain import Assessment, Level

CELLS, FEW_CELLS = 14, 8
BESIDE = 42
"""Columns before the words to the right of a rung."""
NARROW = 60
"""Columns below which the bars are short and the words stand below their rung."""


def ladder_lines(assessment: Assessment, style: Style, width: int) -> list[str]:
    """One line a level with its bar, its share, and which readings stand there."""
    shares = {share.level: share.value for share in assessment.shares}
    return [
        line
        for level in sorted(Level, reverse=True)
        for line in _rung(assessment, level, shares.get(level), style, width)
    ]


def _rung(assessment: Assessment, level: Level, share: float | None, style: Style, width: int) -> list[str]:
    here = assessment.configured_level is level
    cells = CELLS if width >= NARROW else FEW_CELLS
    filled = cells if level is Level.MANUAL else _cells(share or 0.0, cells)
    bar = style("━" * filled, "green" if here else "cyan") + style("·" * (cells - filled), "dim")
    amount = "" if level is Level.MANUAL or share is None else percent(share)
    mark = style("▸", "bold", "green") if here else " "
    title = style(f"{level.title:<10}", *(["bold"] if here else []))
    words = readings_at(assessment, level)
    rung = f" {mark} {level.value} │{bar}│ {title}  {amount:>5}".rstrip()
    if width < NARROW:
        return [rung, *(wrapped(words, "     ", width) if words else [])]
    if BESIDE + len(words) > width:
        words = words.replace("configured, ", "").replace("index ", "")  # the mark says the first
    return [f" {mark} {level.value} │{bar}│ {title}  {amount:>5}   {words}".rstrip()]


def readings_at(assessment: Assessment, level: Level) -> str:
    """The words to the right of a rung: `configured · index 3.6`, `proven`."""
    words = []
    if assessment.configured_level is level:
        up_to = assessment.up_to
        words.append(f"configured, up to {up_to.value}" if up_to and up_to > level else "configured")
    if assessment.proven_level is level:
        words.append("proven")
    if assessment.configured_level is level and assessment.index is not None:
        words.append(f"index {tenths(assessment.index)}")
    return " · ".join(words)


def _cells(share: float, cells: int) -> int:
    """Filled cells: none only for nothing, all only for everything."""
    return min(cells, max(int(share * cells + 1e-9), 1 if share > 0 else 0))
