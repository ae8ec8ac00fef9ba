"""Steps and jobs that nothing gets to: what stands before them always ends the job, or never lets it begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from rung.assess.ci.base import Job, Step, Trigger, Workflow
from rung.assess.ci.cron import never_comes
from rung.assess.regex import regex

ONE_SHELL = frozenset({"gitlab", "travis", "codebuild"})
"""Vendors whose steps share a shell, so that `cd` and `exit` hold for the rest of the job."""
_IN_ANY_CASE = regex(r"always|fail|cancel|skipped|result|outcome|conclusion", re.I)
_NOTHING = frozenset({"exit", "return", "true", "false", ":", "set", "test", "[", "[["})
_LATE = "after_script"


def without_unreached(workflow: Workflow) -> Workflow:
    """The workflow with the steps and jobs marked that cannot be reached."""
    shared = workflow.vendor in ONE_SHELL
    jobs = [replace(job, steps=tuple(_steps(job.steps, shared=shared))) for job in map(_timely, workflow.jobs)]
    if workflow.vendor == "github":
        jobs = list(_jobs(jobs))
    triggers, why = _firing(workflow.triggers)
    return replace(workflow, jobs=tuple(jobs), triggers=triggers, disabled=workflow.disabled or why)


def _timely(job: Job) -> Job:
    triggers, why = _firing(job.triggers)
    return replace(job, triggers=triggers, disabled=job.disabled or why) if len(triggers) < len(job.triggers) else job


def _firing(triggers: tuple[Trigger, ...]) -> tuple[tuple[Trigger, ...], str]:
    """The triggers without times that never come, and why nothing starts it when none is left."""
    kept = tuple(each for each in triggers if not never_comes(each.cron))
    return kept, "" if kept or not triggers else never_comes(triggers[0].cron)


def _steps(steps: Iterable[Step], *, shared: bool) -> Iterator[Step]:
    why = ""
    for step in steps:
        reached = not why or bool(_IN_ANY_CASE.search(step.condition)) or _LATE in (step.name, step.why_not[:12])
        off = step.disabled or ("" if reached else why) or _idle(step)
        yield replace(step, disabled=off) if off and not step.disabled else step
        if not why and not step.disabled and not step.condition:
            why = _ends(step, shared=shared)


def _idle(step: Step) -> str:
    """Why nothing of a script is run: `exit 0; make train`."""
    live = [command for command in step.commands if not command.never and command.words[0] not in _NOTHING]
    dead = [command for command in step.commands if command.never]
    return dead[0].never if dead and not live else ""


def _ends(step: Step, *, shared: bool) -> str:
    """Why no step after this one runs; empty when one may."""
    how = next((command.ends for command in step.commands if command.ends is not None), None)
    if how is None or (how and not shared) or (not how and not step.can_fail):
        return ""
    return f"never reached: line {step.commands[-1].line} always ends the job before it"


def _jobs(jobs: list[Job]) -> Iterator[Job]:
    """A job whose needs are skipped or fail is skipped too."""
    lost = {job.id for job in jobs if job.disabled or _always_fails(job)}
    for _ in jobs:
        more = {job.id for job in jobs if job.id not in lost and _waits_for(job, lost)}
        if not more:
            break
        lost |= more
    for job in jobs:
        needed = _waits_for(job, lost)
        yield replace(job, disabled=f"it waits for {needed}, which never goes through") if needed else job


def _waits_for(job: Job, lost: set[str]) -> str:
    if job.disabled or _IN_ANY_CASE.search(job.condition):
        return ""
    return next((each for each in job.needs if each in lost), "")


def _always_fails(job: Job) -> bool:
    if job.swallows:
        return False
    return any(
        command.ends is False and not step.disabled and not step.condition and step.can_fail
        for step in job.steps
        for command in step.commands
    )
