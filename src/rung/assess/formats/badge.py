"""A badge: one SVG file without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rung.assess.formats.base import PLAIN_VIEW, Format, View
from rung.assess.report.text import safe
from rung.domain import Assessment, Level

LABEL = "rung"
_DARK, _LIGHT = "#17202b", "#fff"
_COLOURS = {
    Level.MANUAL: ("#d5daf3", _DARK),
    Level.REPEATABLE: ("#aab4e8", _DARK),
    Level.AUTOMATED: ("#7a88d9", _DARK),
    Level.SCALABLE: ("#4f5fc9", _LIGHT),
    Level.OPTIMIZED: ("#2d3a9e", _LIGHT),
}
"""Background and ink by level, as in every picture of the ladder; their contrast is 4.5 or more."""
_NONE = ("#59636f", _LIGHT)
_LABEL = ("#374151", _LIGHT)
_PADDING = 7
_NARROW, _WIDE = frozenset("fijlrtI.,:;'|!()[] ·-1"), frozenset("mwMW@%&O")


class Badge(Format):
    """`rung | level 2 · Repeatable`."""

    name = "badge"

    def render(self, assessments: Sequence[Assessment], view: View = PLAIN_VIEW) -> str:
        """The SVG; of several projects it shows the lowest and the highest level."""
        text, colours = _message(assessments)
        return _svg(LABEL, safe(text), colours)


def text_width(text: str) -> int:
    """Pixels at 11 px Verdana, rounded up; measured by class of letter, close enough to centre a word."""
    return sum(4 if each in _NARROW else 10 if each in _WIDE else 7 for each in text)


def _message(assessments: Sequence[Assessment]) -> tuple[str, tuple[str, str]]:
    levels = sorted(each.configured_level for each in assessments if each.configured_level is not None)
    if not levels:
        return "no level", _NONE
    low, high = levels[0], levels[-1]
    if len(levels) > 1 and low is not high:
        return f"levels {low.value} to {high.value} · {len(levels)} projects", _COLOURS[low]
    if len(levels) > 1:
        return f"level {low.value} · {len(levels)} projects", _COLOURS[low]
    as_if = " (as if a project)" if any(each.as_if for each in assessments) else ""
    return f"level {low.value} · {low.title}{as_if}", _COLOURS[low]


def _svg(label: str, message: str, colours: tuple[str, str]) -> str:
    left, right = (text_width(each) + 2 * _PADDING for each in (label, message))
    (label_ground, label_ink), (ground, ink) = _LABEL, colours
    width, name = left + right, escape(f"{label}: {message}", quote=True)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{name}">
<title>{name}</title>
<clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)">
<rect width="{left}" height="20" fill="{label_ground}"/>
<rect x="{left}" width="{right}" height="20" fill="{ground}"/>
</g>
<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="{left / 2:g}" y="14" fill="{label_ink}" textLength="{left - 2 * _PADDING}">{escape(label)}</text>
<text x="{left + right / 2:g}" y="14" fill="{ink}" textLength="{right - 2 * _PADDING}">{escape(message)}</text>
</g>
</svg>
"""
