"""The least level and index a project must have, and waivers that have run out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from rung.assess.gate.facts import Fact, named
from rung.assess.report.text import tenths
from rung.domain import Assessment, Level

LONGEST = timedelta(days=3 * 365)
"""A word that is not renewed within three years is nobody's word."""


def below_level(assessments: Sequence[Assessment], least: Level) -> Iterator[Fact]:
    """A fact for each project that stands below the level."""
    for each in assessments:
        level = each.configured_level
        if level is None:
            text = f"{named(each)}no level, at least {least.value} is asked for ({each.kind_because})"
            yield Fact(text, _typed("rung assess", each), project=each.path)
        elif level < least:
            best = (
                f"; up to {each.up_to.value} if all that cannot be seen stands"
                if each.up_to and each.up_to > level
                else ""
            )
            text = f"{named(each)}level {level.value}, at least {least.value} is asked for{best}"
            yield Fact(text, _typed("rung plan", each), project=each.path)


def below_index(assessments: Sequence[Assessment], least: float) -> Iterator[Fact]:
    """A fact for each project whose index is lower."""
    for each in assessments:
        if each.index is None or each.index < least - 1e-9:
            index = "no index" if each.index is None else f"index {_exact(each.index, least)}"
            text = f"{named(each)}{index}, at least {least:g} is asked for"
            yield Fact(text, _typed("rung plan", each), project=each.path)


def expired_waivers(assessments: Iterable[Assessment]) -> Iterator[Fact]:
    """A fact for each waiver past its day; a promise that ran out is not a promise."""
    for each in assessments:
        for note in each.notes:
            if note.kind == "waiver" and note.expired:
                command = "renew or remove it under `waivers` in rung.yaml"
                yield Fact(f"{named(each)}{note.text}", command, project=each.path)


def long_waivers(assessments: Iterable[Assessment]) -> Iterator[Fact]:
    """A warning for each waiver so long that nobody will ever be asked again."""
    for each in assessments:
        for finding in each.findings:
            if finding.waiver and finding.waiver.until - each.made_at.date() > LONGEST:
                text = f"{named(each)}waiver of {finding.id} lasts until {finding.waiver.until}, more than three years"
                yield Fact(text, "give it a nearer last day in rung.yaml", practice=finding.id, project=each.path)


def _exact(index: float, least: float) -> str:
    """The index, with a second digit where one would read as if it were enough."""
    return tenths(index) if float(tenths(index)) < least else f"{index:.3f}"


def _typed(command: str, assessment: Assessment) -> str:
    return f"{command} -C {assessment.path}" if assessment.path else command
