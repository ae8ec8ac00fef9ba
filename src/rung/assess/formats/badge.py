"""A badge: one SVG file without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rung.assess.formats.base import PLAIN_VIEW, Format, View
from rung.assess.report.text import safe
from rung.domain import Assessment, Level

LABEL = "rung"
_COLOURS = {
    Level.MANUAL: "#6b7280",
    Level.REPEATABLE: "#8a5a00",
    Level.AUTOMATED: "#3b6e22",
    Level.SCALABLE: "#1a6f5c",
    Level.OPTIMIZED: "#1d4ed8",
}
"""Dark enough that white text on them has a contrast of 4.5 or more."""
_NONE = "#6b7280"
_PADDING = 7
_NARROW, _WIDE = frozenset("fijlrtI.,:;'|!()[] ·-1"), frozenset("mwMW@%&O")


class Badge(Format):
    """`rung | level 2 · Repeatable`."""

    name = "badge"

    def render(self, assessments: Sequence[Assessment], view: View = PLAIN_VIEW) -> str:
        """The SVG; of several projects it shows the lowest and the highest level."""
        text, colour = _message(assessments)
        return _svg(LABEL, safe(text), colour)


def text_width(text: str) -> int:
    """Pixels at 11 px Verdana, rounded up; measured by class of letter, close enough to centre a word."""
    return sum(4 if each in _NARROW else 10 if each in _WIDE else 7 for each in text)


def _message(assessments: Sequence[Assessment]) -> tuple[str, str]:
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


def _svg(label: str, message: str, colour: str) -> str:
    left, right = (text_width(each) + 2 * _PADDING for each in (label, message))
    width, name = left + right, escape(f"{label}: {message}", quote=True)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{name}">
<title>{name}</title>
<clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)">
<rect width="{left}" height="20" fill="#374151"/>
<rect x="{left}" width="{right}" height="20" fill="{colour}"/>
</g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="{left / 2:g}" y="14" textLength="{left - 2 * _PADDING}">{escape(label)}</text>
<text x="{left + right / 2:g}" y="14" textLength="{right - 2 * _PADDING}">{escape(message)}</text>
</g>
</svg>
"""
