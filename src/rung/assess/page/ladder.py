"""The ladder, and the level over time, as pictures that a text tells as well."""

from __future__ import annotations

from rung.assess.page.markup import card, text, wide
from rung.assess.report.ladder import readings_at
from rung.assess.report.text import percent
from rung.assess.timeline.base import Timeline
from rung.domain import Assessment, Level

BRIEFLY = {
    Level.MANUAL: "by hand",
    Level.REPEATABLE: "a second person can do it again",
    Level.AUTOMATED: "pipelines and CI/CD stop bad data and bad models",
    Level.SCALABLE: "many models, one way, watched in real time",
    Level.OPTIMIZED: "it improves itself, and people can overrule it",
}


def ladder_card(assessment: Assessment, prefix: str = "") -> str:
    """Every level with its share, the one that is reached marked."""
    shares = {share.level: share for share in assessment.shares}
    rows = []
    for level in reversed(Level):
        share = shares.get(level)
        value = 1.0 if level is Level.MANUAL else share.value if share else 0.0
        here = assessment.configured_level is level
        words = readings_at(assessment, level)
        amount = percent(value) if share else ""
        state = " class=now aria-current=step" if here else ""
        name = f"{level.value} {level.title}{' — you are here' if here else ''}"
        rows.append(
            f"<li{state}>{_rung(level, value)}<div><b>{name}</b><span class=sub>{text(words or BRIEFLY[level])}</span>"
            f"</div><span class='num sub'>{amount}</span></li>"
        )
    reached = assessment.configured_level
    title = f"Level {reached.value} of 5 · {reached.title}" if reached else "No level"
    return card("ladder", title, f'<ol class="ladder">{"".join(rows)}</ol>', prefix=prefix)


def _rung(level: Level, value: float) -> str:
    return (
        '<svg width="44" height="30" viewBox="0 0 44 30" aria-hidden="true"><path d="M6 -6v42M38 -6v42" '
        'stroke="var(--line)" stroke-width="3"/><rect x="6" y="11" width="32" height="8" rx="4" fill="var(--line)"/>'
        f'<rect x="6" y="11" width="{32 * value:.1f}" height="8" rx="4" fill="var(--l{level.value})"/></svg>'
    )


def timeline_card(timeline: Timeline) -> str:
    """The level over time as a stair, with every rise and fall named below."""
    points = timeline.points
    first, last = points[0], points[-1]
    span = max((last.when - first.when).total_seconds(), 1.0)
    width, height, left = 760, 130, 22

    def x(moment: float) -> float:
        return left + (width - left - 8) * moment / span

    def y(level: int) -> float:
        return 8 + (5 - level) * 22

    path = ""
    for each in points:
        across, up = x((each.when - first.when).total_seconds()), y(each.level or 1)
        path += f"M{across:.1f} {up:.1f}" if not path else f"H{across:.1f}V{up:.1f}"
    grid = "".join(
        f'<line class="gl" x1="{left}" x2="{width - 8}" y1="{y(level)}" y2="{y(level)}"/>'
        f'<text x="4" y="{y(level) + 4}">{level}</text>'
        for level in range(1, 6)
    )
    marks = "".join(
        f'<circle class="{"up" if move.rises else "dn"}" cx="{x((move.when - first.when).total_seconds()):.1f}" '
        f'cy="{y(move.after or 1):.1f}" r="4"/>'
        for move in timeline.moves
    )
    ends = (
        f'<text x="{left}" y="{height - 4}">{first.when:%b %Y}</text>'
        f'<text x="{width - 8}" y="{height - 4}" text-anchor="end">{last.when:%b %Y}</text>'
    )
    told = "; ".join(
        f"{move.before or 'none'} to {move.after or 'none'} on {move.when:%Y-%m-%d}" for move in timeline.moves
    )
    picture = (
        f'<svg class="s" viewBox="0 0 {width} {height}" role="img" aria-label="Level over time: '
        f'{text(told or "it never changed")}">{grid}<path class="ln" d="{path}"/>{marks}{ends}</svg>'
    )
    rows = "".join(
        f'<tr><td>{move.when:%Y-%m-%d}</td><td class="v {"ok" if move.rises else "bad"}">'
        f"{move.before or '–'} → {move.after or '–'}</td><td><code>{text(move.commit[:7])}</code> {text(move.title)}"
        f"<div class=sub>{text(_moved(move.gained, move.lost))}</div></td></tr>"
        for move in timeline.moves
    )
    table = (
        wide(
            '<table class="ev"><thead><tr><th scope="col">Date</th><th scope="col">Level</th>'
            f'<th scope="col">Commit</th></tr></thead><tbody>{rows}</tbody></table>'
        )
        if rows
        else "<p class=sub>The level never changed.</p>"
    )
    aside = f"{timeline.commits:,} commits, {timeline.measured} measured, one a {timeline.every}"
    return card("history", "Level over time", picture + table, aside=aside)


def _moved(gained: tuple[str, ...], lost: tuple[str, ...]) -> str:
    words = [f"gained {', '.join(gained)}"] if gained else []
    return "; ".join([*words, *([f"lost {', '.join(lost)}"] if lost else [])])


def _word(level: Level | None) -> str:
    return "none" if level is None else str(level.value)
