"""What `rung release`, `rollback`, `inbox`, `approve` and `reject` print."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from rung.assess.report.text import safe
from rung.cli.data_printing import text_of
from rung.domain.approval import Approval, Decision
from rung.domain.release import Release, StagingCheck
from rung.release.differences import Difference
from rung.release.releasing import Outcome
from rung.release.rolling_back import RolledBack
from rung.store.wording import plain
from rung.workspace.releases import Question

_SHORT = 12


def outcome_text(outcome: Outcome, question: Question | None) -> str:
    """The release, or what it waits for."""
    if outcome.release is None:
        lines = [*_check_lines(outcome.checks), *(_question_lines(question) if question else [])]
        return text_of(lines)
    made = outcome.release
    if not outcome.fresh:
        return text_of([f"{_told(made)} already, since {made.at:%Y-%m-%d %H:%M} UTC; nothing has changed"])
    return text_of([*_check_lines(outcome.checks), *_made_lines(made, outcome.approval)])


def _made_lines(made: Release, approval: Approval | None) -> Iterator[str]:
    came = "" if made.previous is None else f", in place of {safe(made.model)}@{made.previous}"
    yield f"{_told(made)} now{came} (generation {made.generation}, digest {made.digest[:_SHORT]})"
    if approval is not None:
        solo = " alone (solo)" if approval.solo else ""
        yield f"approved by {safe(approval.decided_by or '')}{solo}: {safe(approval.reason)}"
    if made.previous is not None:
        yield f"back again: rung rollback {safe(made.model)}" + (
            "" if made.environment == "production" else f" --in {made.environment}"
        )


def _told(release: Release) -> str:
    return f"{safe(release.name)} answers in {release.environment}"


def rolled_back_text(done: RolledBack) -> str:
    """What answers now."""
    made = done.release
    if not done.fresh:
        return text_of(
            [
                f"{_told(made)} already, since {made.at:%Y-%m-%d %H:%M} UTC ({made.kind} by {safe(made.by)}); "
                "nothing has changed",
                f"still further back: rung rollback {safe(made.model)} --in {made.environment} --to VERSION",
            ]
        )
    lines = [f"passed over {safe(each)}" for each in done.passed_over]
    came = f"rolled back from {safe(made.model)}@{made.previous}, generation {made.generation}"
    return text_of([*lines, f"{_told(made)} now ({came})"])


def inbox_text(questions: Sequence[Question]) -> str:
    """Each question as a paragraph."""
    if not questions:
        return "nothing waits for a decision\n"
    lines: list[str] = []
    for each in questions:
        lines += ["", *_question_lines(each)] if lines else list(_question_lines(each))
    return text_of(lines)


def _question_lines(question: Question) -> Iterator[str]:
    asked = question.approval
    yield f"{asked.id}  {safe(asked.name)} waits for a decision by somebody who is {asked.role}"
    yield f"  asked    {asked.asked_at:%Y-%m-%d %H:%M} UTC by {safe(asked.asked_by)}"
    yield f"  until    {asked.expires_at:%Y-%m-%d %H:%M} UTC: after it somebody has to ask again"
    yield f"  change   {_change(question)}"
    yield f"  files    digest {asked.digest[:_SHORT]}: the yes holds for these files and for one release"
    yield f"  authors  {', '.join(safe(each) for each in asked.authors)}: none of them may approve{_solo(question)}"
    yield from _difference_lines(question.differences)
    if question.refuses:
        yield f"  you      may not approve it: {safe(question.refuses)}"
    yield f'  yes      rung approve {asked.id} --reason "…"'
    yield f'  no       rung reject {asked.id} --reason "…"'
    yield f"  then     rung release {safe(asked.model)}@{asked.version} --to {asked.environment}"


def _change(question: Question) -> str:
    asked = question.approval
    to = f"{safe(asked.model)}@{asked.version}"
    if question.current is None:
        return f"{to} is the first to answer in {asked.environment}"
    return f"{safe(question.current.name)} → {to} in {asked.environment}"


def _solo(question: Question) -> str:
    since = question.solo_from
    return f", except alone (solo) from {since:%Y-%m-%d %H:%M} UTC on" if since else ""


def _difference_lines(found: Sequence[Difference]) -> Iterator[str]:
    if not found:
        return
    wide = max(len(each.name) for each in found)
    for each in found:
        more = f"  ({safe(each.says)})" if each.says else ""
        yield f"    {safe(each.name).ljust(wide)}  {safe(each.before)} → {safe(each.after)}{more}"


def _check_lines(checks: Sequence[StagingCheck]) -> Iterator[str]:
    for each in checks:
        yield f"{'✓' if each.ok else '✕'} {each.name}: {safe(each.says)}"


def decided_text(decided: Approval) -> str:
    """The decision, and what to do next."""
    solo = " alone (solo)" if decided.solo else ""
    lines = [
        f"{safe(decided.name)} is {decided.decision} by {safe(decided.decided_by or '')}{solo}: {safe(decided.reason)}"
    ]
    if decided.decision is Decision.APPROVED:
        lines.append(
            f"it may be released once, until {decided.expires_at:%Y-%m-%d %H:%M} UTC: "
            f"rung release {safe(decided.model)}@{decided.version} --to {decided.environment}"
        )
    return text_of(lines)


def outcome_json(outcome: Outcome, question: Question | None) -> str:
    """The same for programs."""
    body = {
        "waits": outcome.waits,
        "fresh": outcome.fresh,
        "release": outcome.release,
        "approval": outcome.approval,
        "checks": outcome.checks,
        "question": None if question is None else _question(question),
    }
    return _json(body)


def rolled_back_json(done: RolledBack) -> str:
    """The same for programs."""
    return _json(done)


def inbox_json(questions: Sequence[Question]) -> str:
    """The same for programs."""
    return _json([_question(each) for each in questions])


def decided_json(decided: Approval) -> str:
    """The same for programs."""
    return _json(decided)


def _question(question: Question) -> dict[str, Any]:
    return {
        "approval": question.approval,
        "current": question.current,
        "differences": question.differences,
        "expired": question.expired,
        "solo_from": question.solo_from,
        "refuses": question.refuses,
        "metrics": dict(question.version.evaluation.metrics)
        if question.version and question.version.evaluation
        else {},
    }


def _json(value: object) -> str:
    return json.dumps(plain(msgspec.to_builtins(value)), indent=2, ensure_ascii=False) + "\n"
