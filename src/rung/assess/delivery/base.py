"""What is known of one rollout, and of one publication that nothing rolls out."""

from __future__ import annotations

from enum import IntFlag, StrEnum

from msgspec import Struct

from rung.assess.ci.base import Job, When
from rung.domain import Place


class Half(IntFlag):
    """What becomes new."""

    NONE = 0
    SERVICE = 1
    MODEL = 2
    JOB = 4
    """The definition of a pipeline or batch job on a platform."""


class Start(StrEnum):
    """What begins it; the values read as words."""

    MERGE = "a merge"
    TAG = "a tag or release"
    EVENT = "an event or schedule"
    PLATFORM = "a trigger that the CI platform holds"
    HAND = "a person"
    NOBODY = "nobody"


AUTOMATIC = frozenset({Start.MERGE, Start.TAG, Start.EVENT})
"""Begins without a person typing; the file says so."""


class Rollout(Struct, frozen=True):
    """One command, task or call that makes a new version answer."""

    tool: str
    what: str
    """As written, shortened."""
    half: Half
    place: Place
    start: Start = Start.NOBODY
    workflow: str = ""
    """CI: definition and job, `path#job`; empty elsewhere."""
    broken: str = ""
    """Why it cannot work as configured; empty when nothing is seen."""
    environment: str = ""
    """The deployment environment that its job names."""

    @property
    def automatic(self) -> bool:
        """It begins without a person, and can work."""
        return self.start in AUTOMATIC and not self.broken


class Push(Struct, frozen=True):
    """Something is published where a deployment could take it from."""

    what: str
    place: Place
    start: Start
    workflow: str = ""


def start_of(job: Job) -> Start:
    """What begins a job: the least manual of its triggers."""
    if job.on(When.PUSH, When.MERGE):
        only_tags = all(each.kind not in (When.PUSH, When.MERGE) for each in job.triggers)
        return Start.TAG if only_tags else Start.MERGE
    if job.on(When.TAG, When.RELEASE):
        return Start.TAG
    if job.on(When.DISPATCH, When.WORKFLOW_RUN, When.SCHEDULE):
        return Start.EVENT
    return Start.PLATFORM if job.on(When.UNKNOWN) else Start.HAND
