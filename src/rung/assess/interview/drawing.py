"""The described level as a person reads it, and as programs do."""

from __future__ import annotations

from typing import Any

from rung.assess.interview.judging import Described
from rung.assess.report.style import Style
from rung.assess.report.text import percent, safe, wrapped
from rung.domain import Level

CELLS = 14
SCHEMA_VERSION = 1


def described_lines(described: Described, style: Style, width: int) -> list[str]:
    """The ladder by answers, then all that does not fit, then what to do."""
    reached = described.level
    head = f"described level {reached.value} · {reached.title} (said, not seen: the others need evidence)"
    lines = [*wrapped(head, "", width), ""]
    for level in reversed(Level):
        lines.append(_rung(described, level, style))
    lines.append("")
    if described.assumed:
        names = ", ".join(str(level.value) for level in described.assumed)
        lines += wrapped(f"assumed without having been asked: level {names}", " ", width)
    sections = (
        ("Does not fit together", [safe(each) for each in described.contradictions]),
        ("Respondents disagree", [
            f"{question.id}: " + ", ".join(f"{name} says {answer.value}" for name, answer in given)
            for question, given in described.disagreements
        ]),
        ("Claimed, and the repository does not show it", [f"{each}: {why}" for each, why in described.unbacked]),
        ("Nobody knows", [each.text for each in described.unknown]),
    )  # fmt: skip
    for title, rows in sections:
        if rows:
            lines += ["", " " + style(title, "bold")]
            lines += [line for row in rows for line in wrapped(row, " - ", width)]
    if described.plan:
        lines += ["", " " + style(f"To level {reached.value + 1}", "bold")]
        for number, each in enumerate(described.plan, start=1):
            lines += wrapped(each.advice, f" {number}. ", width)
    return lines


def described_json(described: Described) -> dict[str, Any]:
    """The same as plain values; configured and proven are null, because nothing was seen."""
    return {
        "schema_version": SCHEMA_VERSION,
        "described_level": described.level.value,
        "configured_level": None,
        "proven_level": None,
        "shares": {str(level.value): value for level, value in described.shares.items()},
        "assumed": [level.value for level in described.assumed],
        "contradictions": list(described.contradictions),
        "hollow": [each.id for each in described.hollow],
        "disagreements": [
            {"question": question.id, "answers": {name: answer.value for name, answer in given}}
            for question, given in described.disagreements
        ],
        "unknown": [each.id for each in described.unknown],
        "unbacked": [{"practice": practice, "because": because} for practice, because in described.unbacked],
        "plan": [
            {"question": each.id, "advice": each.advice, "practices": list(each.practices)} for each in described.plan
        ],
    }


def _rung(described: Described, level: Level, style: Style) -> str:
    here = level is described.level
    value = described.shares.get(level)
    full = level is Level.MANUAL or level in described.assumed
    filled = CELLS if full else round((value or 0.0) * CELLS)
    bar = style("━" * filled, "green" if here else "cyan") + style("·" * (CELLS - filled), "dim")
    words = "" if level is Level.MANUAL else "assumed" if level in described.assumed else "not asked"
    if value is not None:
        words = percent(value)
    return f" {'▸' if here else ' '} {level.value} │{bar}│ {level.title:<10}  {words}"
