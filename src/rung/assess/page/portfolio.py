"""The page of a portfolio: the heat table, projects per level, campaigns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rung.assess.page.burn_up import burn_up
from rung.assess.page.markup import card, text, wide
from rung.assess.portfolio.base import Portfolio, Row, capability_level, middle
from rung.assess.portfolio.drawing import campaign_sentence, shared_sentence
from rung.assess.report.gaps import gaps_to_next
from rung.assess.report.text import plural
from rung.domain import Capability, Level

HEADS = {
    Capability.VERSIONING: "Version", Capability.DATA: "Data", Capability.EXPERIMENTS: "Track",
    Capability.PIPELINES: "Pipeline", Capability.TESTING_AND_GATES: "Test", Capability.DELIVERY: "Release",
    Capability.REGISTRY_AND_GOVERNANCE: "Govern", Capability.SERVING_AND_SCALE: "Serve",
    Capability.MONITORING: "Monitor", Capability.CONTINUOUS_IMPROVEMENT: "Improve",
    Capability.PEOPLE_AND_OVERSIGHT: "People",
}  # fmt: skip


def portfolio_body(portfolio: Portfolio, pages: dict[str, str]) -> str:
    """`pages`: the file of each project's own page, by name."""
    facts = [
        plural(len(portfolio.rows), "project"),
        plural(len([team for team in portfolio.teams if team]), "team"),
        f"median level {_number(middle(portfolio.rows))}",
        f"measured {portfolio.made_at}",
    ]
    head = f'<div class="h"><h1>{text(portfolio.name)}</h1><div class="sub">{" · ".join(map(text, facts))}</div></div>'
    since = f"since {portfolio.since}" if portfolio.since else ""
    improved = ", ".join(text(row.entry.name) for row in portfolio.improved()[:3]) or "–"
    risky = ", ".join(text(row.entry.name) for row in portfolio.at_risk()[:3]) or "–"
    tiles = (
        card("levels", "Projects per level", _bars(portfolio)),
        card("improved", "Most improved", f"<p>{improved}</p>", aside=since),
        card("risk", "At risk", f"<p>{risky}</p>", aside=since),
        card("middle", "Median level", f'<div class="big">{_number(middle(portfolio.rows))}</div>'),
    )
    parts = [head, f'<div class="tiles">{"".join(tiles)}</div>', _table(portfolio, pages)]
    if portfolio.campaigns:
        rows = "".join(f"<li>{text(campaign_sentence(each))}{burn_up(each)}</li>" for each in portfolio.campaigns)
        parts.append(card("campaigns", "Campaigns", f'<ul class="notes">{rows}</ul>'))
    if portfolio.shared:
        rows = "".join(f"<li>{text(shared_sentence(each))}</li>" for each in portfolio.shared)
        parts.append(card("shared", "Shared repositories", f'<ul class="notes">{rows}</ul>'))
    parts.append(
        '<p class="sub">Numbers carry the level, colour only repeats it. Dashed: nothing of it was found. Templates, '
        "examples and libraries are left out of sums.</p>"
    )
    return "\n".join(parts)


def _table(portfolio: Portfolio, pages: dict[str, str]) -> str:
    names = ["Project", "Owner", "Level", *HEADS.values(), "Moved", "Next step"]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = ""
    for team in portfolio.teams:
        rows = portfolio.of_team(team)
        label = f"{text(team or 'no team')} <span class=sub>median {_number(middle(rows))}</span>"
        body += f'<tr class="team"><th colspan="{len(names)}" scope="rowgroup">{label}</th></tr>'
        body += "".join(_row(row, pages.get(row.entry.name)) for row in rows)
    table = wide(f'<table class="pf"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')
    return f'<section class="card" aria-label="Level by project and capability">{table}</section>'


def _row(row: Row, page: str | None) -> str:
    name = f'<a href="{text(page)}">{text(row.entry.name)}</a>' if page else text(row.entry.name)
    start = f'<tr><th scope="row">{name}</th><td>{text(row.entry.owner)}</td>'
    if row.assessment is None:
        return f'{start}<td colspan="14" class="bad">not measured: {text(row.problem)}</td></tr>'
    found = row.assessment
    cells = "".join(_cell(capability_level(found, each)) for each in HEADS)
    moved = "–" if row.moved is None else f"{row.moved:+.1f}" if abs(row.moved) >= 0.05 else "0"
    steps = row.way or [each.id for each in gaps_to_next(found)]
    step = text(steps[0]) if steps else "–"
    return f'{start}{_cell(found.configured_level)}{cells}<td class="num">{moved}</td><td>{step}</td></tr>'


def _cell(level: Level | None) -> str:
    if level is None:
        return '<td class="c"><span class="vx">–</span></td>'
    return f'<td class="c"><span class="v{level.value}">{level.value}</span></td>'


def _bars(portfolio: Portfolio) -> str:
    """Projects proper by level today and, where a day to compare with was given, then."""
    counting = [row for row in portfolio.rows if row.counts]
    now = Counter(row.assessment.configured_level for row in counting if row.assessment)
    if not now:
        return "<p class=sub>No project proper was measured.</p>"
    then = Counter(row.before.level for row in counting if row.before)
    if portfolio.since is None or not then:
        return _bar(now, "today")
    return _bar(then, str(portfolio.since)) + _bar(now, "today")


def _bar(counts: Mapping[Level | None, int], day: str) -> str:
    total = sum(counts.values())
    found = [(level, counts[level]) for level in (None, *Level) if counts.get(level)]
    told = ", ".join(f"{count} on level {level.value}" if level else f"{count} without" for level, count in found)
    x, parts = 0.0, ""
    for level, count in found:
        wide = 500 * count / total
        shade = "w" if level and level >= Level.SCALABLE else f"d d{level.value if level else 1}"
        parts += (
            f'<rect x="{x:.1f}" y="4" width="{max(wide - 2, 1):.1f}" height="30" rx="4" '
            f'fill="var(--{f"l{level.value}" if level else "line"})"/><text class="{shade}" x="{x + wide / 2:.1f}" '
            f'y="24" text-anchor="middle">{f"L{level.value}" if level else "–"} · {count}</text>'
        )
        x += wide
    picture = f'<svg class="s bars" viewBox="0 0 500 38" role="img" aria-label="{day}: {text(told)}">{parts}</svg>'
    return f'<div class="sub">{text(day)}</div>{picture}'


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
