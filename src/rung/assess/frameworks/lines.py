"""What the evidence supports of somebody else's framework, for a person at a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rung.assess.frameworks.base import Framework
from rung.assess.frameworks.standing import Standing, Support, standings
from rung.assess.report.findings import finding_lines, id_column
from rung.assess.report.style import Style
from rung.assess.report.text import plural, safe, wrapped
from rung.domain import Assessment

PROMISE = (
    "What is listed supports evidence for a criterion. It never says that a criterion is satisfied: that is for the "
    "person to say who answers for it."
)
MARKS = {
    Support.EVIDENCE: ("✓", "green"),
    Support.SOME: ("~", "yellow"),
    Support.UNSEEN: ("?", "blue"),
    Support.NONE: ("✕", "red"),
    Support.ELSEWHERE: ("–", "dim"),
}


def framework_lines(framework: type[Framework], assessment: Assessment, style: Style, width: int) -> list[str]:
    """Every criterion by group, with its practices and what no repository can show."""
    found = standings(framework, assessment)
    commit = f" · {assessment.commit[:7]}" if assessment.commit else ""
    lines = wrapped(f"{assessment.project}{commit} · {framework.title} · {framework.version}", "", width)
    lines += [*wrapped(f"{PROMISE} {framework.caveat}", " ", width), "", *wrapped(tally(found), " ", width), ""]
    column = id_column(each for one in found for each in one.findings)
    standing = iter(found)
    for group in framework.groups:
        lines.append(style(safe(group.title), "bold"))
        for _ in group.criteria:
            lines += _lines(next(standing), column, width, style)
        lines.append("")
    return lines


def tally(found: Sequence[Standing]) -> str:
    """How many criteria have how much behind them, in one sentence."""
    counts = Counter(each.support for each in found)
    words = [f"{counts[each]} {_COUNTED[each]}" for each in Support if counts[each]]
    return f"{plural(len(found), 'criterion').replace('criterions', 'criteria')}: {', '.join(words)}."


_COUNTED = {
    Support.EVIDENCE: "with evidence",
    Support.SOME: "with some",
    Support.UNSEEN: "that cannot be seen from here",
    Support.NONE: "with none",
    Support.ELSEWHERE: "outside what a repository shows",
}


def _lines(standing: Standing, column: int, width: int, style: Style) -> list[str]:
    mark, colour = MARKS[standing.support]
    criterion = standing.criterion
    plain = f"{mark} {criterion.id}  "
    first, *rest = wrapped(criterion.asks, plain, width)
    lines = [style(mark, colour) + " " + style(criterion.id, "bold") + first[len(plain) - 2 :], *rest]
    lines += ["  " + line for line in finding_lines(standing.findings, column, width - 2, style)]
    if criterion.beyond:
        lines += wrapped(f"no repository shows: {criterion.beyond}", "   – ", width)
    return lines
