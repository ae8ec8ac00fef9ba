"""A plan as text for a person and as values for a program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from rung.assess.report.findings import item_lines, sentence
from rung.assess.report.style import Style
from rung.assess.report.text import percent, plural, readable, safe, side_by_side, tenths, wrapped
from rung.domain import Finding, Level, Strength
from rung.plan.plan import RECORD_DAYS, Plan, Step, StepKind, kind_of
from rung.plan.what_if import WhatIf

SCHEMA_VERSION = "1.0"
MOST_ALSO = 8


def plan_lines(plan: Plan, style: Style, width: int) -> list[str]:
    """The plan as lines of text."""
    now = plan.assessment
    if plan.stopped is not None:
        lines = wrapped(plan.stopped, f"{safe(now.project)}: ", width)
        return [*lines, *_rest_lines(plan, style, width), *_prove_lines(plan.prove, style, width)]
    assert plan.goal is not None
    level = now.configured_level or Level.MANUAL
    lines = wrapped(f"{now.project} · level {level.value} · index {tenths(now.index or 1.0)}", "", width)
    lines[0] = style(safe(now.project), "bold") + lines[0][len(safe(now.project)) :]
    title = f"To level {plan.goal.value} {plan.goal.title}: {plural(len(plan.steps), 'step')}"
    last = max(plan.steps, key=lambda each: each.earliest)
    when = f", earliest {day(last)}" if last.earliest > now.made_at.date() else ""
    lines += ["", *_titled(title + when, style, width)]
    for number, step in enumerate(plan.steps, 1):
        if plan.later and step is plan.later[0]:
            lines += ["", " " + style("What only time or other people give", "bold")]
        lines += ["", *_step_lines(number, step, plan, style, width)]
    lines += _shown_lines(plan, width)
    lines += _rest_lines(plan, style, width)
    lines += _prove_lines(plan.prove, style, width)
    footer = ["Why: rung explain PRACTICE", "What if: rung plan --if PRACTICE"]
    return [*lines, "", *side_by_side(footer, width)]


def _step_lines(number: int, step: Step, plan: Plan, style: Style, width: int) -> list[str]:
    card, finding = step.finding.card, step.finding
    head = f" {number}. {finding.id}   "
    lines = item_lines(head, ", ".join(_facts(step, plan)), width)
    lines[0] = f" {number}. {style(finding.id, 'bold')}" + lines[0][len(head.rstrip()) :]
    lines += wrapped(f"{finding.verdict.value}, {sentence(finding)}", "    now      ", width)
    lines += wrapped(finding.remedy, "    do       ", width)
    lines += wrapped(card.pitfall, "    or else  ", width)
    if step.unlocks:
        lines += wrapped(", ".join(step.unlocks), "    unlocks  ", width)
    return lines + _brings(step, plan, style, width)


def _facts(step: Step, plan: Plan) -> list[str]:
    """Effort, what else it waits for, and the earliest day."""
    facts = [f"{step.finding.card.effort.value} of work"]
    if step.kind is StepKind.TODAY:
        return facts
    if kind_of(step.finding.card) is StepKind.TODAY:
        waited = [each.finding.id for each in plan.later if each.finding.id in step.finding.card.needs]
        facts.append(f"after {', '.join(waited)}" if waited else "after the steps above")
    else:
        facts.append("somebody besides you acts" if step.kind is StepKind.PEOPLE else "history has to grow")
    return facts if step.earliest == plan.assessment.made_at.date() else [*facts, f"earliest {day(step)}"]


def _brings(step: Step, plan: Plan, style: Style, width: int) -> list[str]:
    change = f"from {percent(step.share_before)} to {percent(step.share_after)}"
    if not (plan.goal and step.level_after >= plan.goal and _first_to_reach(step, plan)):
        return wrapped(f"level {step.finding.card.level.value} {change}", "    brings   ", width)
    reached = f"level {step.level_after.value}"
    lines = wrapped(f"{reached}, index {tenths(step.index_after)} ({change})", "    brings   ", width)
    return [lines[0].replace(reached, style(reached, "green"), 1), *lines[1:]]


def _shown_lines(plan: Plan, width: int) -> list[str]:
    """When the steps could also be proven: that takes records or a drill, whatever is set up today."""
    numbers = [n for n, each in enumerate(plan.steps, 1) if each.finding.card.min_strength > Strength.FOUND]
    if not numbers:
        return []
    what = "Step" if len(numbers) == 1 else "Steps"
    proven = max(each.earliest for each in plan.steps) + timedelta(days=RECORD_DAYS)
    listed = ", ".join(map(str, numbers))
    return [
        "",
        *wrapped(f"{what} {listed}: set up by work, proven by records or a drill, earliest {_day(proven)}", " ", width),
    ]


def day(step: Step) -> str:
    """`14 December 2026`."""
    return _day(step.earliest)


def _day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def _first_to_reach(step: Step, plan: Plan) -> bool:
    return next(each for each in plan.steps if plan.goal and each.level_after >= plan.goal) is step


def _rest_lines(plan: Plan, style: Style, width: int) -> list[str]:
    lines: list[str] = []
    if plan.steps and not plan.reaches:
        lines += ["", *wrapped("These steps do not reach the level: waived practices stay in its share", " ", width)]
    if plan.unseen:
        title = "Cannot be seen from here; show them first, they may stand already"
        lines += ["", *_titled(title, style, width), *_list_lines(plan.unseen, width, remedy=True)]
    if plan.also:
        title = f"Also at level {plan.goal.value if plan.goal else ''}, not needed to reach it"
        lines += ["", *_titled(title, style, width), *_list_lines(plan.also, width)]
    if plan.skipped:
        lines += ["", " " + style("Waived, left out of the plan", "bold")]
        for each in plan.skipped:
            reason = f"{each.waiver.reason} ({each.waiver.by}, until {each.waiver.until})" if each.waiver else ""
            lines += item_lines(f" - {each.id}  ", reason, width)
    return lines


def _titled(title: str, style: Style, width: int) -> list[str]:
    return [" " + style(line.strip(), "bold") for line in wrapped(title, " ", width)]


def _list_lines(found: Sequence[Finding], width: int, *, remedy: bool = False) -> list[str]:
    column = max(len(each.id) for each in found) + 2
    lines = []
    for each in found[:MOST_ALSO]:
        lines += item_lines(f" - {each.id:<{column}}", each.remedy if remedy else sentence(each), width)
    rest = len(found) - MOST_ALSO
    return [*lines, f"   … and {rest} more: rung assess --all"] if rest > 0 else lines


def _prove_lines(steps: Sequence[Step], style: Style, width: int) -> list[str]:
    if not steps:
        return []
    lines = ["", " " + style("Set up, and still to be shown", "bold")]
    column = max(len(each.finding.id) for each in steps) + 2
    for each in steps[:MOST_ALSO]:
        lines += item_lines(f" ○ {each.finding.id:<{column}}", proof(each), width)
    rest = len(steps) - MOST_ALSO
    return [*lines, f"   … and {rest} more: rung assess --all"] if rest > 0 else lines


def proof(step: Step) -> str:
    """What would show that the practice works, and when."""
    if step.kind is StepKind.PEOPLE:
        return f"records of somebody else acting, earliest {day(step)}"
    if step.finding.card.min_strength is Strength.PROVEN:
        return "a drill" if step.kind is StepKind.TODAY else f"a drill or real event, earliest {day(step)}"
    return f"records of it happening, earliest {day(step)}"


def plan_json(plan: Plan) -> dict[str, Any]:
    """The plan as plain values."""
    now = plan.assessment
    return {
        "schema_version": SCHEMA_VERSION,
        "project": readable(now.project),
        "path": readable(now.path),
        "commit": now.commit,
        "configured_level": None if now.configured_level is None else now.configured_level.value,
        "index": None if now.index is None else round(now.index, 3),
        "target": now.target.value,
        "goal": None if plan.goal is None else plan.goal.value,
        "reaches_goal": plan.reaches,
        "stopped": None if plan.stopped is None else readable(plan.stopped),
        "steps": [_step_json(each) for each in plan.steps],
        "also": [_finding_json(each) for each in plan.also],
        "unseen": [_finding_json(each) for each in plan.unseen],
        "waived": [_finding_json(each) for each in plan.skipped],
        "prove": [_step_json(each) for each in plan.prove],
    }


def _step_json(step: Step) -> dict[str, Any]:
    card = step.finding.card
    return {
        **_finding_json(step.finding),
        "kind": step.kind.value,
        "effort": card.effort.value,
        "earliest": step.earliest.isoformat(),
        "why": card.pitfall,
        "unlocks": list(step.unlocks),
        "share_before": round(step.share_before, 4),
        "share_after": round(step.share_after, 4),
        "index_after": round(step.index_after, 3),
        "level_after": step.level_after.value,
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "practice": finding.id,
        "level": finding.card.level.value,
        "verdict": finding.verdict.value,
        "because": readable(finding.because),
        "places": [{"path": readable(each.path), "line": max(1, each.line)} for each in finding.places],
        "do": readable(finding.remedy),
    }


def what_if_lines(answer: WhatIf, style: Style, width: int) -> list[str]:
    """The readings now and then, one reading a line."""
    now, then = answer.now, answer.then
    title = [style(line, "bold") for line in wrapped(", ".join(answer.practices), f"{safe(now.project)} with ", width)]
    if now.configured_level is None:
        return [*title, "", " not an ML project: no level"]
    rows = [
        ("configured", _level(now.configured_level), _level(then.configured_level)),
        ("proven", _level(now.proven_level), _level(then.proven_level)),
        ("index", tenths(now.index or 1.0), tenths(then.index or 1.0)),
    ]
    return [*title, "", *(f" {name:<12}{before} → {after}" for name, before, after in rows)]


def what_if_json(answer: WhatIf) -> dict[str, Any]:
    """The readings now and then as plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "project": readable(answer.now.project),
        "path": readable(answer.now.path),
        "practices": list(answer.practices),
        "now": _readings(answer.now.configured_level, answer.now.proven_level, answer.now.index),
        "then": _readings(answer.then.configured_level, answer.then.proven_level, answer.then.index),
    }


def _readings(configured: Level | None, proven: Level | None, index: float | None) -> dict[str, Any]:
    return {
        "configured_level": configured.value if configured else None,
        "proven_level": proven.value if proven else None,
        "index": None if index is None else round(index, 3),
    }


def _level(level: Level | None) -> str:
    return "–" if level is None else str(level.value)
