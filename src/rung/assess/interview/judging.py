"""From answers to the described level, with everything that does not fit together. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from rung.assess.interview.questions import BY_ID, QUESTIONS, Answer, Question, share
from rung.assess.score import THRESHOLD
from rung.domain import Assessment, Level, Verdict
from rung.domain.level import FLOOR, JUDGED_LEVELS

CLASHES = (
    ("training", "version-control", "training runs by itself on code that nobody can go back to"),
    ("deployment", "version-control", "what goes live by itself cannot be told from what went live before"),
    ("deployment", "ci", "changes go live by themselves without having been tested"),
    ("training", "runs-recorded", "models are made by themselves, and nobody can say how"),
    ("rollback", "deployment", "going back needs versions that a deployment keeps"),
    ("realtime", "deployment", "what is watched in real time is put there by hand"),
    ("registry", "runs-recorded", "the registry holds models whose making is not recorded"),
    ("components", "version-control", "shared components without versions are copies"),
    ("retraining", "training", "a retraining cannot start by itself when training does not"),
    ("retraining", "realtime", "drift cannot start anything when nobody measures it"),
    ("retraining", "stopped", "a retraining without a gate releases whatever it makes"),
    ("proactive", "realtime", "nothing can be seen early that is not watched"),
    ("governed", "traceable", "an audit needs to know which model gave which answer"),
)
"""Claim, what it leans on, and what is wrong when the second is missing."""


class Respondent(Struct, frozen=True):
    """One person's answers."""

    name: str
    answers: Mapping[str, Answer]
    stated: Level | None = None
    """The level the person would name."""


class Described(Struct, frozen=True):
    """What people say, and what follows."""

    level: Level
    shares: dict[Level, float | None]
    """Of the answers at each level; `None` where nothing was asked."""
    assumed: tuple[Level, ...]
    """Levels at or below the described one about which nothing was asked."""
    contradictions: tuple[str, ...]
    hollow: tuple[Question, ...]
    """Claimed above a level that does not stand: it earns nothing."""
    disagreements: tuple[tuple[Question, tuple[tuple[str, Answer], ...]], ...]
    """Questions that respondents answer differently; the most careful answer counts."""
    unknown: tuple[Question, ...]
    plan: tuple[Question, ...]
    """What to do for the next level, in order."""
    unbacked: tuple[tuple[str, str], ...] = ()
    """Practice and what the repository shows, for claims that it does not back."""


def describe(respondents: Sequence[Respondent], evidence: Assessment | None = None) -> Described:
    """The described level of several people's answers, held against a repository where there is one."""
    answers = merged(respondents)
    shares = {level: share(level, answers) for level in JUDGED_LEVELS}
    stated = min((each.stated for each in respondents if each.stated is not None), default=None)
    claimed = max((level for level, value in shares.items() if value), default=FLOOR)
    level = FLOOR
    for each in JUDGED_LEVELS:
        value = shares[each]
        assumable = value is None and each < claimed and (stated is None or each <= stated)
        if denied(each, answers):
            break
        if assumable or (value is not None and value >= THRESHOLD):
            level = each
        else:
            break
    yes = [each for each in QUESTIONS if answers.get(each.id) is Answer.YES]
    above = Level(level + 1) if level < Level.OPTIMIZED else None
    hollow = tuple(each for each in yes if above is not None and each.level > above)
    return Described(
        level=level,
        shares=shares,
        assumed=tuple(each for each in JUDGED_LEVELS if each <= level and shares[each] is None),
        contradictions=_contradictions(answers, level, hollow, stated),
        hollow=hollow,
        disagreements=_disagreements(respondents),
        unknown=tuple(each for each in QUESTIONS if answers.get(each.id) is Answer.UNKNOWN),
        plan=tuple(each for each in QUESTIONS if each.level is above and answers.get(each.id) is not Answer.YES),
        unbacked=_unbacked(yes, evidence) if evidence else (),
    )


SEPARATES = {Level.AUTOMATED: ("ci", "deployment")}
"""What tells a level from the one below it: with a clear no to all of it, nothing else makes up for it."""


def denied(level: Level, answers: Mapping[str, Answer]) -> bool:
    """Whether people say no to everything that separates a level from the one below."""
    asked = SEPARATES.get(level, ())
    return bool(asked) and all(answers.get(each) is Answer.NO for each in asked)


def merged(respondents: Sequence[Respondent]) -> dict[str, Answer]:
    """One answer a question: the one that claims least; who does not know leaves it to the others."""
    found: dict[str, list[Answer]] = {}
    for each in respondents:
        for name, answer in each.answers.items():
            found.setdefault(name, []).append(answer)
    return {name: _careful(given) for name, given in found.items()}


def _careful(given: Sequence[Answer]) -> Answer:
    sure = [each for each in given if each is not Answer.UNKNOWN]
    return min(sure, key=lambda each: each.credit) if sure else Answer.UNKNOWN


def _contradictions(
    answers: Mapping[str, Answer], level: Level, hollow: Sequence[Question], stated: Level | None
) -> tuple[str, ...]:
    found = [
        f"{claim} is claimed and {missing} is not: {why}"
        for claim, missing, why in CLASHES
        if answers.get(claim) is Answer.YES and answers.get(missing) is Answer.NO
    ]
    if stated is not None and stated > level:
        found.append(f"level {stated.value} is stated, and the answers describe level {level.value}")
    if hollow:
        names = ", ".join(each.id for each in hollow)
        top = max(each.level for each in hollow)
        found.append(
            f"{names} (up to level {top.value}) is claimed on a base of level {level.value}: level {level.value + 1} "
            "does not stand, so it earns nothing"
        )
    return tuple(found)


def _disagreements(
    respondents: Sequence[Respondent],
) -> tuple[tuple[Question, tuple[tuple[str, Answer], ...]], ...]:
    rows = []
    for question in QUESTIONS:
        given = tuple(
            (each.name, each.answers[question.id])
            for each in respondents
            if each.answers.get(question.id, Answer.UNKNOWN) is not Answer.UNKNOWN
        )
        if len({answer for _, answer in given}) > 1:
            rows.append((question, given))
    return tuple(rows)


def _unbacked(yes: Sequence[Question], evidence: Assessment) -> tuple[tuple[str, str], ...]:
    claimed = [practice for each in yes for practice in BY_ID[each.id].practices]
    found = {each.id: each for each in evidence.findings}
    return tuple(
        (practice, found[practice].because)
        for practice in claimed
        if practice in found and found[practice].verdict in (Verdict.UNMET, Verdict.PARTIAL)
    )
