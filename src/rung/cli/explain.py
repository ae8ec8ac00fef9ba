"""`rung explain`: what a practice is, why it matters, and how to get there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rung.cli.options import AsJson, Folder, NoColour, Project
from rung.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rung.assess.report.style import Style
    from rung.domain import Assessment, PracticeCard


def explain(
    practice: Annotated[str | None, typer.Argument(metavar="PRACTICE", help="Its id; without, all are listed.")] = None,
    *,
    here: Annotated[bool, typer.Option("--here", help="Also what was found in this repository.")] = False,
    folder: Folder = Path(),
    project: Project = None,
    as_json: AsJson = False,
    no_colour: NoColour = False,
) -> None:
    """Explain a practice, or list them all.

    Why it matters, how to get there, and what looks like it and is not enough.
    """
    import json

    from rung.assess.ladder import load_ladder
    from rung.cli.combinations import refuse
    from rung.cli.measuring import measure
    from rung.cli.output import emit, view

    if project is not None and not here:
        refuse(["--project"], "the ladder alone", "rung explain PRACTICE --here --project NAME")
    ladder = load_ladder()
    cards = ladder.cards if practice is None else (ladder.by_id(practice),)
    found = measure(folder, project=project) if here else ()
    if practice is None and len(found) > 1 and not as_json:
        known = ", ".join(each.path or each.project for each in found)
        raise UsageError("the list shows one project, and here are several", where="--here", fix=f"--project: {known}")
    how = view(no_colour=no_colour)
    if as_json:
        values = [_as_json(card, found) for card in cards]
        emit(json.dumps(values if practice is None else values[0], ensure_ascii=False, indent=2) + "\n")
    elif practice is None:
        emit(how.style.finish(_listing(cards, found, how.style, how.width)))
    else:
        emit(how.style.finish(_page(cards[0], found, how.style, how.width)))


def _listing(cards: Sequence[PracticeCard], found: Sequence[Assessment], style: Style, width: int) -> list[str]:
    """Every practice by level, with its verdict where one was asked for."""
    from itertools import groupby

    from rung.assess.report.findings import MARKS
    from rung.assess.report.text import wrapped

    verdicts = {each.id: each.verdict for each in found[0].findings} if found else {}
    column = max((len(card.id) for card in cards), default=0) + 2
    lines: list[str] = []
    for level, group in groupby(cards, key=lambda card: card.level):
        lines += ["", style(f"Level {level.value} {level.title}", "bold")]
        for card in group:
            mark = MARKS[verdicts[card.id]] if card.id in verdicts else " "
            lines += wrapped(card.statement, f" {mark} {card.id:<{column}}", width)
    return [*lines[1:], "", " One of them: rung explain PRACTICE"]


def _page(card: PracticeCard, found: Sequence[Assessment], style: Style, width: int) -> list[str]:
    from rung.assess.report.text import wrapped

    advice = "" if card.gating else " · advice, no level depends on it"
    lines = [
        f"{style(card.id, 'bold')} · level {card.level.value} {card.level.title} · {card.capability.value}{advice}",
        *wrapped(card.statement, "", width),
    ]
    for title, text in (("Why it matters", card.why), ("How to get there", card.how)):
        if text:
            lines += ["", style(title, "bold"), *_paragraphs(text, width)]
    if card.not_enough:
        lines += ["", style("Not enough", "bold")]
        lines += [line for each in card.not_enough for line in wrapped(each, "  - ", width)]
    lines += ["", style("In short", "bold"), *_facts(card, width)]
    if card.references:
        lines += ["", style("References", "bold")]
        lines += [line for each in card.references for line in wrapped(each, "  - ", width)]
    for each in found:
        lines += ["", *_here(card, each, style, width)]
    return lines


def _facts(card: PracticeCard, width: int) -> list[str]:
    from rung.domain import Strength, WaitsFor

    shown = {
        Strength.ATTESTED: "somebody named says so in rung.yaml, until a date",
        Strength.FOUND: "something in the repository that a job or person runs",
        Strength.PRACTISED: "records of it happening",
        Strength.PROVEN: "a drill, or a real event, that it has survived",
    }
    lapses = f", not older than {card.fresh_days} days" if card.fresh_days else ""
    rows = [
        ("first step", card.remedy),
        ("otherwise", card.pitfall),
        ("effort", card.effort.value),
        ("waits for", "" if card.waits_for is WaitsFor.NOTHING else _waits(card)),
        ("needs", ", ".join(card.needs)),
        ("proven by", shown.get(card.min_strength, "") + lapses),
    ]
    return [line for name, text in rows if text for line in wrapped_fact(name, text, width)]


def _waits(card: PracticeCard) -> str:
    from rung.domain import WaitsFor

    return "time: records must accumulate" if card.waits_for is WaitsFor.TIME else "people other than the author"


def wrapped_fact(name: str, text: str, width: int) -> list[str]:
    """A named fact in two columns."""
    from rung.assess.report.text import wrapped

    return wrapped(text, f"  {name:<12}", width)


def _paragraphs(text: str, width: int) -> list[str]:
    """Prose is wrapped; indented lines and list items stay as they were written."""
    from rung.assess.report.text import safe, wrapped

    lines: list[str] = []
    prose: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line and not line.startswith((" ", "- ")):
            prose.append(line)
            continue
        if prose:
            lines += wrapped(" ".join(prose), "  ", width)
            prose = []
        lines.append(f"  {safe(line)}" if line else "")
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _here(card: PracticeCard, assessment: Assessment, style: Style, width: int) -> list[str]:
    """What was found in this repository, with every place."""
    from rung.assess.report.text import safe, wrapped

    finding = assessment.finding(card.id)
    lines = [style(f"In {safe(assessment.path or assessment.project)}", "bold")]
    lines += wrapped(f"{finding.verdict.value.replace('_', ' ')}: {finding.because}", "  ", width)
    lines += [f"    {safe(str(place))}" for place in finding.places]
    if finding.verdict.value != "met":
        lines += wrapped(finding.remedy, "  do: ", width)
    elif not finding.holds:
        lines.append(f"  its evidence is {finding.strength.label}, {card.min_strength.label} is needed to prove it")
    return lines


def _as_json(card: PracticeCard, found: Sequence[Assessment]) -> dict[str, Any]:
    from rung.assess.formats.json import practice

    return {
        "id": card.id,
        "capability": card.capability.value,
        "level": card.level.value,
        "gating": card.gating,
        "statement": card.statement,
        "min_strength": card.min_strength.label,
        "fresh_days": card.fresh_days,
        "needs": list(card.needs),
        "pitfall": card.pitfall,
        "effort": card.effort.value,
        "waits_for": card.waits_for.value,
        "remedy": card.remedy,
        "why": card.why,
        "how": card.how,
        "not_enough": list(card.not_enough),
        "references": list(card.references),
        "here": [{"path": each.path, **practice(each, each.finding(card.id))} for each in found],
    }
