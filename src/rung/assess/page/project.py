"""The page of one project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from rung.assess.page.ladder import ladder_card, timeline_card
from rung.assess.page.markup import card, link, text, wide
from rung.assess.report.gaps import gaps_to_next, next_level, next_proven, target_reached, to_prove
from rung.assess.report.links import repository_path, url_of
from rung.assess.report.text import percent, plural, tenths
from rung.assess.timeline.base import Timeline
from rung.domain import Assessment, Finding, Kind, Level, Place, Verdict
from rung.domain.level import JUDGED_LEVELS

MOST_STEPS = 5
MOST_PLACES = 4
WORDS = {
    Verdict.MET: ("ok", "✓ met"),
    Verdict.PARTIAL: ("warn", "~ partial"),
    Verdict.UNMET: ("bad", "✕ unmet"),
    Verdict.UNKNOWN: ("idle", "? unknown"),
    Verdict.NOT_APPLICABLE: ("idle", "n/a"),
    Verdict.WAIVED: ("warn", "⊘ waived"),
}


def project_body(
    assessment: Assessment, timeline: Timeline | None = None, *, prefix: str = "", way: Sequence[str] | None = None
) -> str:
    """Head, ladder, what to do next, history, all evidence, notes.

    `way`: practices of the plan in its order; without it the gaps are listed, and are not called the way.
    """
    if assessment.kind is Kind.NOT_ML:
        told = f"<p>Not an ML project: no level ({text(assessment.kind_because)}).</p>"
        return _head(assessment, prefix) + told + _notes(assessment, prefix)
    parts = [
        _head(assessment, prefix),
        f'<div class="grid">{ladder_card(assessment, prefix)}{_next_card(assessment, prefix, way)}</div>',
        timeline_card(timeline) if timeline and timeline.points else "",
        *(_level_card(assessment, level, prefix) for level in JUDGED_LEVELS),
        _notes(assessment, prefix),
    ]
    return "\n".join(part for part in parts if part)


def _head(assessment: Assessment, prefix: str) -> str:
    commit = (
        link(assessment.commit[:7], f"{assessment.remote}/commit/{assessment.commit}" if assessment.remote else None)
        if assessment.commit
        else "not committed"
    )
    facts = [f"measured {assessment.made_at:%Y-%m-%d}", f"<code>{commit}</code>", text(assessment.kind.value)]
    if assessment.kind is not Kind.NOT_ML:
        facts.append(f"{percent(assessment.coverage)} of the practices could be judged")
    if assessment.index is not None:
        facts.append(f"index {tenths(assessment.index)}")
    facts.append(f"ladder {text(assessment.ladder_version)}")
    above = f"<div class=sub>{text(assessment.path)}</div>" if assessment.path else ""
    as_if = "<p class=sub>Read as if it were a project.</p>" if assessment.as_if else ""
    below = f'<div class="sub">{" · ".join(facts)}</div>{as_if}'
    return f'<div class="h">{above}<h1 id="{text(prefix)}head">{text(assessment.project)}</h1>{below}</div>'


def _next_card(assessment: Assessment, prefix: str, way: Sequence[str] | None) -> str:
    above, proving = next_level(assessment), next_proven(assessment)
    if target_reached(assessment) or above is None:
        found = to_prove(assessment, proving)[:MOST_STEPS] if proving else []
        title = f"To prove level {proving.value}" if proving else "Where it wants to be"
        said = f"<p class=sub>{text(assessment.target_reason or 'The target is reached.')}</p>"
    elif way:
        found, title = [assessment.finding(each) for each in way], f"Shortest way to level {above.value}"
        said = ""
    else:
        found, title, said = gaps_to_next(assessment)[:MOST_STEPS], f"Missing to level {above.value}", ""
    steps = "".join(_step(number, each) for number, each in enumerate(found, start=1))
    hollow = "".join(
        f"<li>{text(each.practice)} (level {each.level.value}) runs without {text(each.missing)} (level "
        f"{each.missing_level.value}); the risk: {text(each.pitfall)}</li>"
        for each in assessment.hollow
    )
    more = f"<h3>Hollow</h3><ul class=notes>{hollow}</ul>" if hollow else ""
    waiting = assessment.waiting
    if waiting:
        names = ", ".join(waiting)
        more += f"<h3>Only time or other people can show</h3><p class=sub>{text(names)}</p>"
    return card("next", title, f'{said}<ol class="steps">{steps}</ol>{more}', prefix=prefix)


def _step(number: int, finding: Finding) -> str:
    return (
        f'<li><span class="n" aria-hidden="true">{number}</span><div><b>{text(finding.id)}</b> '
        f"<span class=sub>{text(finding.verdict.value)}, {text(finding.card.effort.value)}</span>"
        f"<div class=sub>{text(finding.because)}</div><div>{text(finding.remedy)}</div>"
        f'<span class="cmd">rung explain {text(finding.id)}</span></div></li>'
    )


def _level_card(assessment: Assessment, level: Level, prefix: str) -> str:
    found = [each for each in assessment.findings if each.card.level is level]
    if not found:
        return ""
    share = next(each for each in assessment.shares if each.level is level)
    rows = "".join(_row(assessment, each) for each in found)
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Practice", "Verdict", "Strength", "What was seen", "Age")
    )
    table = wide(f'<table class="ev"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')
    aside = f"{percent(share.value)}: {share.met} met, {share.partial} partial of {share.applicable}"
    return card(f"level-{level.value}", f"Level {level.value} · {level.title}", table, aside=aside, prefix=prefix)


def _row(assessment: Assessment, finding: Finding) -> str:
    colour, word = WORDS[finding.verdict]
    needs = "" if finding.holds or finding.verdict is not Verdict.MET else f", needs {finding.card.min_strength.label}"
    strength = finding.strength.label if finding.strength else "–"
    waiver = finding.waiver
    said = (
        f"<div class=sub>waived by {text(waiver.by)} until {waiver.until}: {text(waiver.reason)}</div>"
        if waiver
        else ""
    )
    advisory = "" if finding.card.gating else " <span class=sub>advisory</span>"
    age = f"{finding.age_days} d" if finding.age_days is not None else "–"
    return (
        f'<tr><th scope="row"><span title="{text(finding.card.statement)}">{text(finding.id)}</span>{advisory}</th>'
        f'<td><span class="v {colour}">{word}</span></td><td>{text(strength)}<span class=sub>{text(needs)}</span></td>'
        f"<td>{text(finding.because)}{said}{_places(assessment, finding.places)}</td><td>{age}</td></tr>"
    )


def _places(assessment: Assessment, places: Iterable[Place]) -> str:
    shown = [
        link(
            replace(each, path=repository_path(assessment, each.path), line=max(each.line, 1)).spot,
            url_of(assessment, each),
        )
        for each in places
    ]
    more = f" and {plural(len(shown) - MOST_PLACES, 'place')} more" if len(shown) > MOST_PLACES else ""
    return f'<div class="sub"><code>{"</code>, <code>".join(shown[:MOST_PLACES])}</code>{more}</div>' if shown else ""


def _notes(assessment: Assessment, prefix: str) -> str:
    items = "".join(f"<li>{text(note.text)}{_places(assessment, note.places)}</li>" for note in assessment.notes)
    return card("notes", "Notes", f'<ul class="notes">{items}</ul>', prefix=prefix) if items else ""
