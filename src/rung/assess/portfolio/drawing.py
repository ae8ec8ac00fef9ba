"""The portfolio as a table for people, and as plain values and CSV for programs."""

from __future__ import annotations

import csv
import io
from itertools import groupby
from typing import Any

from rung.assess.portfolio.base import Portfolio, Progress, Row, SharedUse, capability_level, middle
from rung.assess.report.gaps import gaps_to_next
from rung.assess.report.style import Style
from rung.assess.report.summary import level_word
from rung.assess.report.text import plural, safe, tenths, wrapped
from rung.domain import Capability

SCHEMA_VERSION = 1
SHORT = {
    Capability.VERSIONING: "ver", Capability.DATA: "data", Capability.EXPERIMENTS: "exp", Capability.PIPELINES: "pipe",
    Capability.TESTING_AND_GATES: "test", Capability.DELIVERY: "deliv", Capability.REGISTRY_AND_GOVERNANCE: "reg",
    Capability.SERVING_AND_SCALE: "serve", Capability.MONITORING: "mon", Capability.CONTINUOUS_IMPROVEMENT: "impr",
    Capability.PEOPLE_AND_OVERSIGHT: "people",
}  # fmt: skip
"""Heads of the columns, in the order of the loop."""
COLOURS = {1: "red", 2: "yellow", 3: "cyan", 4: "green", 5: "green"}


def portfolio_lines(portfolio: Portfolio, style: Style, width: int) -> list[str]:
    """The heat table by team, then what moved and how the campaigns stand."""
    counting = [row for row in portfolio.rows if row.counts]
    words = [safe(portfolio.name), plural(len(portfolio.rows), "project"), f"median level {_median(middle(counting))}"]
    name, cell = _layout(max(len(safe(row.entry.name)) for row in portfolio.rows), width)
    head = " " * (name + 2) + "level  index  " + " ".join(f"{SHORT[each][:cell]:>{cell}}" for each in Capability)
    lines = [*wrapped(" · ".join(words), "", width), "", " " + style(head, "dim")]
    for team in portfolio.teams:
        rows = portfolio.of_team(team)
        lines.append(" " + style(f"{safe(team) or 'no team'}  median {_median(middle(rows))}", "bold"))
        lines += [f" {_cells(row, name, cell, width, style)}" for row in rows]
    for title, found in (("Most improved", portfolio.improved()), ("At risk", portfolio.at_risk())):
        if found:
            lines += ["", " " + style(title, "bold")]
            lines += [line for row in found[:5] for line in wrapped(_told(row), " - ", width)]
    if portfolio.campaigns:
        lines += ["", " " + style("Campaigns", "bold")]
        lines += [line for each in portfolio.campaigns for line in wrapped(campaign_sentence(each), " - ", width)]
    if portfolio.shared:
        lines += ["", " " + style("Shared", "bold")]
        lines += [line for each in portfolio.shared for line in wrapped(shared_sentence(each), " - ", width)]
    told = "numbers are levels; – stands where nothing of a capability was found; [2] is no project, and not in sums"
    lines += ["", *wrapped(told, " ", width)]
    if cell == 2:
        heads = ", ".join(f"{SHORT[each][:cell]} {each.value.replace('_', ' ')}" for each in Capability)
        lines += wrapped(heads, " ", width)
    return lines


def campaign_sentence(progress: Progress) -> str:
    """`every model can roll back: 5 of 8 projects; practices met 2 → 5 of 8, 6 would be on time, due 2026-12-15`."""
    campaign = progress.campaign
    words = f"{safe(campaign.name)}: {progress.done} of {plural(progress.projects, 'project')}"
    if not progress.course:
        return f"{words}, {progress.met} of {plural(progress.total, 'practice')} met; begins {campaign.start}"
    course = " → ".join(str(count) for count, _ in groupby(count for _, count in progress.course))
    timely = "" if progress.met >= progress.total else f", {progress.expected:.0f} would be on time"
    due = "overdue since" if progress.overdue else "due"
    return f"{words}; practices met {course} of {progress.total}{timely}, {due} {campaign.due}"


def shared_sentence(use: SharedUse) -> str:
    """`acme/workflows: called by 5 projects (churn, fraud …)`."""
    if use.problem:
        return f"{safe(use.name)}: not read, {safe(use.problem)}"
    if not use.callers:
        return f"{safe(use.name)}: no project calls it"
    first = ", ".join(safe(each) for each in use.callers[:3]) + (" …" if len(use.callers) > 3 else "")
    return f"{safe(use.name)}: called by {plural(len(use.callers), 'project')} ({first})"


def portfolio_json(portfolio: Portfolio) -> dict[str, Any]:
    """The portfolio as plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "name": portfolio.name,
        "made_at": portfolio.made_at.isoformat(),
        "since": portfolio.since.isoformat() if portfolio.since else None,
        "median_level": middle(portfolio.rows),
        "projects": [row_values(row) for row in portfolio.rows],
        "shared": [
            {"name": each.name, "callers": list(each.callers), "problem": each.problem or None}
            for each in portfolio.shared
        ],
        "campaigns": [
            {
                "name": each.campaign.name, "practices": list(each.campaign.practices),
                "start": each.campaign.start.isoformat(), "due": each.campaign.due.isoformat(),
                "projects": each.projects, "done": each.done, "met": each.met, "met_at_start": each.met_at_start,
                "total": each.total, "expected": round(each.expected, 2),
                "course": [{"day": day.isoformat(), "met": met} for day, met in each.course],
            }
            for each in portfolio.campaigns
        ],
    }  # fmt: skip


def portfolio_csv(portfolio: Portfolio) -> str:
    """One line a project; a cell that a spreadsheet would take for a formula is quoted with an apostrophe."""
    rows = [row_values(row) for row in portfolio.rows]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    flat = [
        {**{key: value for key, value in row.items() if key != "capabilities"}, **row["capabilities"]} for row in rows
    ]
    writer.writerow(flat[0])
    for row in flat:
        writer.writerow([_cell(value) for value in row.values()])
    return out.getvalue()


def row_values(row: Row) -> dict[str, Any]:
    """One project as plain values."""
    found = row.assessment
    steps = row.way or ([each.id for each in gaps_to_next(found)] if found else [])
    return {
        "name": row.entry.name,
        "team": row.entry.team,
        "owner": row.entry.owner,
        "kind": found.kind.value if found else None,
        "configured_level": found.configured_level.value if found and found.configured_level else None,
        "proven_level": found.proven_level.value if found and found.proven_level else None,
        "index": round(found.index, 3) if found and found.index is not None else None,
        "moved": round(row.moved, 3) if row.moved is not None else None,
        "commit": found.commit if found else None,
        "next_step": steps[0] if steps else None,
        "problem": row.problem or None,
        "capabilities": {
            each.value: level.value if found and (level := capability_level(found, each)) else None
            for each in Capability
        },
    }


def _layout(longest: int, width: int) -> tuple[int, int]:
    """Columns for a name and for a level: heads shrink to two letters first, then names are cut."""
    room = width - len("   level  index  ")
    cell = 6 if room - 7 * len(Capability) >= min(longest, 24) else 2
    return min(longest, max(8, room - (cell + 1) * len(Capability))), cell


def _cells(row: Row, name: int, cell: int, width: int, style: Style) -> str:
    called = safe(row.entry.name)
    first = f"{called if len(called) <= name else called[: name - 1] + '…':{name}}  "
    if row.assessment is None:
        told = f"not measured: {safe(row.problem)}"
        room = max(20, width - len(first) - 1)
        return first + style(told if len(told) <= room else told[: room - 1] + "…", "red")
    found = row.assessment
    index = "–" if found.index is None else tenths(found.index)
    cells = []
    for each in Capability:
        level = capability_level(found, each)
        word = f"{level.value if level else '–':>{cell}}"
        cells.append(style(word, COLOURS[level.value]) if level else word)
    return f"{first}{level_word(found).partition(' ')[0]:<6} {index:>5}  " + " ".join(cells)


def _told(row: Row) -> str:
    if row.problem:
        return f"{safe(row.entry.name)}: not measured, {safe(row.problem)}"
    return f"{safe(row.entry.name)}: index {row.moved:+.1f}"


def _median(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _cell(value: object) -> object:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in tuple("=+-@\t\r") else text
