"""How far a campaign has come, as a curve beside the line that would be on time."""

from __future__ import annotations

from datetime import date, timedelta

from rung.assess.page.markup import text
from rung.assess.portfolio.base import Progress

_WIDE, _HIGH, _LEFT, _TOP, _FLOOR = 520, 110, 30, 10, 86


def burn_up(progress: Progress) -> str:
    """Practices met by day as a stair; nothing before the campaign begins, and nothing without a practice to count."""
    if not progress.course or not progress.total:
        return ""
    start = progress.campaign.start
    last = max(progress.campaign.due, progress.course[-1][0])
    span = max(last - start, timedelta(1))

    def x(day: date) -> float:
        return _LEFT + (_WIDE - _LEFT - 8) * ((day - start) / span)

    def y(count: float) -> float:
        return _FLOOR - (_FLOOR - _TOP) * count / progress.total

    path = ""
    for day, count in progress.course:
        path += f"M{x(day):.1f} {y(count):.1f}" if not path else f"H{x(day):.1f}V{y(count):.1f}"
    on_time = f"M{x(start):.1f} {y(progress.met_at_start):.1f}L{x(progress.campaign.due):.1f} {y(progress.total):.1f}"
    today, met = progress.course[-1]
    told = ", ".join(f"{day}: {count}" for day, count in progress.course)
    return (
        f'<svg class="s burn" viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="Practices met of {progress.total}. '
        f'{text(told)}. Due {progress.campaign.due}">'
        f'<line class="gl" x1="{_LEFT}" x2="{_WIDE - 8}" y1="{_FLOOR}" y2="{_FLOOR}"/>'
        f'<line class="gl" x1="{_LEFT}" x2="{_WIDE - 8}" y1="{_TOP}" y2="{_TOP}"/>'
        f'<text x="2" y="{_FLOOR + 4}">0</text><text x="2" y="{_TOP + 4}">{progress.total}</text>'
        f'<path class="aim" d="{on_time}"/><path class="ln" d="{path}"/>'
        f'<circle class="up" cx="{x(today):.1f}" cy="{y(met):.1f}" r="4"/>'
        f'<text x="{_LEFT}" y="{_HIGH - 6}">{start}</text>'
        f'<text x="{_WIDE - 8}" y="{_HIGH - 6}" text-anchor="end">{last}</text></svg>'
    )
