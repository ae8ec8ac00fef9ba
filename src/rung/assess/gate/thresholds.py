"""The least level and index a project must have, and waivers that have run out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rung.assess.gate.facts import Fact
from rung.assess.report.text import tenths
from rung.domain import Assessment, Level


def below_level(assessments: Sequence[Assessment], least: Level) -> Iterator[Fact]:
    """A fact for each project that stands below the level."""
    for each in assessments:
        level = each.configured_level
        if level is None:
            text = f"{_name(each)}no level, at least {least.value} is asked for ({each.kind_because})"
            yield Fact(text, _typed("rung assess", each), project=each.path)
        elif level < least:
            best = f", up to {each.up_to.value} could be seen" if each.up_to and each.up_to > level else ""
            text = f"{_name(each)}level {level.value}, at least {least.value} is asked for{best}"
            yield Fact(text, _typed("rung plan", each), project=each.path)


def below_index(assessments: Sequence[Assessment], least: float) -> Iterator[Fact]:
    """A fact for each project whose index is lower."""
    for each in assessments:
        if each.index is None or each.index < least - 1e-9:
            index = "no index" if each.index is None else f"index {_exact(each.index, least)}"
            text = f"{_name(each)}{index}, at least {least:g} is asked for"
            yield Fact(text, _typed("rung plan", each), project=each.path)


def expired_waivers(assessments: Iterable[Assessment]) -> Iterator[Fact]:
    """A fact for each waiver past its day; a promise that ran out is not a promise."""
    for each in assessments:
        for note in each.notes:
            if note.kind == "waiver" and " expired on " in note.text:
                command = "renew or remove it under `waivers` in rung.yaml"
                yield Fact(f"{_name(each)}{note.text}", command, project=each.path)


def _exact(index: float, least: float) -> str:
    """The index, with a second digit where one would read as if it were enough."""
    return tenths(index) if float(tenths(index)) < least else f"{index:.3f}"


def _name(assessment: Assessment) -> str:
    return f"{assessment.path}: " if assessment.path else ""


def _typed(command: str, assessment: Assessment) -> str:
    return f"{command} -C {assessment.path}" if assessment.path else command
