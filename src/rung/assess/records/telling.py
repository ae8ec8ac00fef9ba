"""How practices speak of records: so many of the newest so many, and whether that is enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from rung.assess.records.book import Records
from rung.domain import Shown, Strength, Verdict
from rung.domain.record import Deployment, ModelRelease, Record

T = TypeVar("T", bound=Record)

MOST = 0.8
"""Share of the newest events that have to show a practice for it to be followed."""
SHOWN = 3
"""Newest events that are shown by their places."""
SOME = 0.3
"""Share below which it is the exception."""


def share(
    events: Sequence[T],
    shows: Callable[[T], bool],
    sentence: str,
    *,
    newest: int = 30,
    at_least: int = 3,
    most: float = MOST,
    decides: bool = False,
    strength: Strength = Strength.PRACTISED,
) -> Shown | None:
    """Met when at least `most` of the newest events show it, partial from `SOME` on, unmet below.

    `sentence` follows the numbers: "27 of the newest 30 merged changes" + " were approved by another person". `None`
    when there are fewer than `at_least` events: of so few nothing follows.
    """
    looked = events[-newest:]
    if len(looked) < at_least:
        return None
    showing = [each for each in looked if shows(each)]
    part = len(showing) / len(looked)
    verdict = Verdict.MET if part >= most else Verdict.PARTIAL if part >= SOME else Verdict.UNMET
    which = f"all {len(looked)}" if len(showing) == len(looked) > 1 else f"{len(showing)} of the newest {len(looked)}"
    seen_at = (showing or looked)[-1].at
    return Shown(verdict, f"{which} {sentence}", seen_at, strength, decides, _newest(showing or looked))


def happened(
    events: Sequence[Record],
    sentence: str,
    *,
    at_least: int = 1,
    decides: bool = False,
    strength: Strength = Strength.PRACTISED,
) -> Shown | None:
    """Met when it happened often enough; `None` when it did not: silence says nothing."""
    if len(events) < at_least:
        return None
    times = "once" if len(events) == 1 else f"{len(events):,} times"
    told = f"{sentence} {times}, last on {events[-1].at:%Y-%m-%d}"
    return Shown(Verdict.MET, told, events[-1].at, strength, decides, _newest(events))


def _newest(events: Sequence[Record]) -> tuple[str, ...]:
    """Ids of the newest, the last one first."""
    return tuple(each.id for each in reversed(events[-SHOWN:]) if each.id)


def went_live(records: Records) -> list[ModelRelease | Deployment]:
    """Releases to production that were no rollbacks, oldest first.

    A system may write down both that a version was promoted and that it went out: of one moment that is one release.
    """
    live = [each for each in records.of(Deployment) if is_production(each.environment) and not each.rollback]
    moments = {(each.id, each.at) for each in live if each.id}
    promoted = [
        each
        for each in records.of(ModelRelease)
        if each.decision == "promoted" and ((each.id or "").removesuffix(PROMOTED), each.at) not in moments
    ]
    return sorted([*promoted, *live], key=lambda each: each.at)


PROMOTED = ":promoted"
"""How the id of a promotion ends that is told beside the deployment of that id."""


def is_own(record: Record) -> bool:
    """Whether Rung itself wrote it, in the workspace of the project."""
    return (record.id or "").startswith(OWN)


OWN = "rung:"
"""How the ids of Rung's own records begin."""


def is_program(name: str | None) -> bool:
    """Whether a login is that of a program: `renovate[bot]`, `github-actions`, `ci-bot`."""
    lowered = (name or "").lower()
    return lowered.endswith(("[bot]", "-bot", "_bot")) or lowered in PROGRAMS


PROGRAMS = frozenset(
    {
        "github-actions", "dependabot", "renovate", "gitlab-ci", "jenkins", "web-flow", "azure-pipelines", "airflow",
        "runner", "gitlab-runner", "circleci", "vsts",
    }
)  # fmt: skip
"""Logins of services, and the users that jobs run as on their machines."""


def is_production(environment: str | None) -> bool:
    """Whether the name of an environment means the live one."""
    lowered = (environment or "").lower()
    return lowered.startswith(("prod", "prd", "live", "main", "champion")) or lowered.endswith(
        ("-prod", "_prod", "/prod", "production")
    )
