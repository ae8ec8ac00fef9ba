"""An evaluation on a terminal: in colour where it is wanted, in ASCII where nothing else can be shown."""

from __future__ import annotations

from rung.assess.formats.base import View
from rung.assess.report.style import Style
from rung.assess.report.text import safe
from rung.domain.evaluation import Evaluation
from rung.evaluate.render import PASSED, REFUSED, evaluation_lines

_COLOURS = {f" {PASSED} ": "green", f" {REFUSED} ": "red"}


def evaluation_text(evaluation: Evaluation, view: View) -> str:
    """What `rung run` prints of a candidate; names and values of strangers cannot harm the terminal."""
    lines = [safe(each) for each in evaluation_lines(evaluation, view.width)]
    return view.style.finish([_coloured(each, view.style, number) for number, each in enumerate(lines)])


def _coloured(line: str, style: Style, number: int) -> str:
    if number == 0 or not line.startswith(" "):
        return style(line, "bold")
    mark = line[:3]
    return f" {style(mark.strip(), _COLOURS[mark])} {line[3:]}" if mark in _COLOURS else line
