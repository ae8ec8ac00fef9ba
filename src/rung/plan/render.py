"""A plan as text for a person and as values for a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rung.assess.report.findings import sentence
from rung.assess.report.style import Style
from rung.assess.report.text import plural, readable, safe, tenths, wrapped
from rung.domain import Finding, Level, Strength
from rung.plan.plan import Plan, Step, StepKind
from rung.plan.what_if import WhatIf

SCHEMA_VERSION = "1.0"
MOST_ALSO = 8


def plan_lines(plan: Plan, style: Style, width: int) -> list[str]:
    """The plan as lines of text."""
    now = plan.assessment
    name = style(safe(now.project), "bold")
    if plan.goal is None:
        lines = wrapped(plan.stopped or "", f"{safe(now.project)}: ", width)
        return [*lines, *_prove_lines(plan.prove, style, width)]
    level = now.configured_level or Level.MANUAL
    lines = [f"{name} · level {level.value} · index {tenths(now.index or 1.0)}", ""]
    title = f"To level {plan.goal.value} {plan.goal.title}: {plural(len(plan.steps), 'step')}"
    lines.append(" " + style(title, "bold"))
    for number, step in enumerate(plan.steps, 1):
        lines += ["", *_step_lines(number, step, plan, style, width)]
    lines += _rest_lines(plan, style, width)
    lines += _prove_lines(plan.prove, style, width)
    return [*lines, "", " Why: rung explain PRACTICE      What if: rung plan --if PRACTICE,PRACTICE"]


def _step_lines(number: int, step: Step, plan: Plan, style: Style, width: int) -> list[str]:
    card, finding = step.finding.card, step.finding
    facts = [f"{card.effort.value} of work"]
    if step.kind is StepKind.TIME:
        facts.append(f"needs records over time, earliest {day(step)}")
    if step.kind is StepKind.PEOPLE:
        facts.append(f"needs somebody besides you, earliest {day(step)}")
    lines = [f" {number}. {style(finding.id, 'bold')}   {', '.join(facts)}"]
    lines += wrapped(f"{finding.verdict.value}, {sentence(finding)}", "    now      ", width)
    lines += wrapped(finding.remedy, "    do       ", width)
    lines += wrapped(card.pitfall, "    or else  ", width)
    if step.unlocks:
        lines += wrapped(", ".join(step.unlocks), "    unlocks  ", width)
    if plan.goal and step.level_after >= plan.goal and _first_to_reach(step, plan):
        reached = style(f"level {step.level_after.value}", "green")
        lines.append(f"    then     {reached}, index {tenths(step.index_after)}")
    return lines


def day(step: Step) -> str:
    """`14 December 2026`."""
    return f"{step.earliest.day} {step.earliest:%B %Y}"


def _first_to_reach(step: Step, plan: Plan) -> bool:
    return next(each for each in plan.steps if plan.goal and each.level_after >= plan.goal) is step


def _rest_lines(plan: Plan, style: Style, width: int) -> list[str]:
    lines: list[str] = []
    if not plan.reaches:
        lines += ["", *wrapped("These steps do not reach the level: waived practices stay in its share", " ", width)]
    if plan.unseen:
        title = "Cannot be seen from here; show them first, they may stand already"
        lines += ["", " " + style(title, "bold"), *_list_lines(plan.unseen, width, remedy=True)]
    if plan.also:
        title = f"Also at level {plan.goal.value if plan.goal else ''}, not needed to reach it"
        lines += ["", " " + style(title, "bold"), *_list_lines(plan.also, width)]
    if plan.skipped:
        lines += ["", " " + style("Waived, left out of the plan", "bold")]
        for each in plan.skipped:
            reason = f"{each.waiver.reason} ({each.waiver.by}, until {each.waiver.until})" if each.waiver else ""
            lines += wrapped(reason, f" - {each.id}  ", width)
    return lines


def _list_lines(found: Sequence[Finding], width: int, *, remedy: bool = False) -> list[str]:
    column = max(len(each.id) for each in found) + 2
    lines = []
    for each in found[:MOST_ALSO]:
        text = each.remedy if remedy else sentence(each)
        lines += wrapped(text, f" - {each.id:<{column}}", width)
    rest = len(found) - MOST_ALSO
    return [*lines, f"   … and {rest} more: rung assess --all"] if rest > 0 else lines


def _prove_lines(steps: Sequence[Step], style: Style, width: int) -> list[str]:
    if not steps:
        return []
    lines = ["", " " + style("Set up, and still to be shown", "bold")]
    column = max(len(each.finding.id) for each in steps) + 2
    for each in steps[:MOST_ALSO]:
        lines += wrapped(proof(each), f" ○ {each.finding.id:<{column}}", width)
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


def what_if_lines(answer: WhatIf, style: Style) -> list[str]:
    """The readings now and then, one reading a line."""
    now, then = answer.now, answer.then
    title = style(f"{safe(now.project)} with {', '.join(answer.practices)}", "bold")
    if now.configured_level is None:
        return [title, "", " not an ML project: no level"]
    rows = [
        ("configured", _level(now.configured_level), _level(then.configured_level)),
        ("proven", _level(now.proven_level), _level(then.proven_level)),
        ("index", tenths(now.index or 1.0), tenths(then.index or 1.0)),
    ]
    return [title, "", *(f" {name:<12}{before} → {after}" for name, before, after in rows)]


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
