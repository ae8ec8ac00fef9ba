"""Jenkins: declarative and scripted pipelines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.ci.base import Job, Step, Trigger, Vendor, When, Workflow
from rung.assess.ci.definitions import Definitions, is_templated
from rung.assess.parse import groovy
from rung.assess.parse.groovy import Pipeline, Stage
from rung.assess.parse.shell import read_script
from rung.assess.regex import regex

_KINDS = {
    "cron": When.SCHEDULE,
    "parameterizedCron": When.SCHEDULE,
    "pollSCM": When.PUSH,
    "githubPush": When.PUSH,
    "gitlab": When.PUSH,
    "upstream": When.WORKFLOW_RUN,
    "GenericTrigger": When.DISPATCH,
}
_BRANCH = regex(r"branch\s{0,20}\(?\s{0,20}['\"](main|master|trunk)['\"]")
_TAG = regex(r"\bbuildingTag\s*\(|\btag\b")
_CHANGE = regex(r"\bchangeRequest\b")
_NEVER = regex(r"expression\s*\{\s*(?:return\s+)?false\s*\}")


class Jenkins(Vendor):
    """Jenkinsfiles."""

    name = "jenkins"
    rank = 20

    def claims(self, path: str, name: str) -> bool:
        """`Jenkinsfile`, with anything before or behind it."""
        low = name.lower()
        return "jenkinsfile" in low and not low.endswith((".md", ".txt", ".png"))

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """The one pipeline of the file; without triggers in it, the server decides when it runs."""
        pipeline = groovy.read(files.content(path))
        triggers = tuple(_triggers(pipeline)) or (Trigger(When.PUSH, unverified=True),)
        jobs = tuple(_jobs(pipeline, path, triggers))
        if jobs:
            yield Workflow(self.name, path, triggers=triggers, jobs=jobs, templated=is_templated(path))


def _triggers(pipeline: Pipeline) -> Iterator[Trigger]:
    for kind, schedule, line in pipeline.triggers:
        when = _KINDS.get(kind, When.UNKNOWN)
        yield Trigger(when, line, cron=schedule if when is When.SCHEDULE else "")


def _jobs(pipeline: Pipeline, path: str, triggers: tuple[Trigger, ...]) -> Iterator[Job]:
    image = pipeline.images[0][0] if pipeline.images else ""
    approved = min((line for _, line in pipeline.approvals), default=0)
    stages = {stage.name: stage for stage in pipeline.stages}
    by_stage: dict[str, list[groovy.Step]] = {name: [] for name in stages}
    for step in pipeline.steps:
        by_stage.setdefault(step.stage, []).append(step)
    before: tuple[str, ...] = ()
    for name, steps in by_stage.items():
        stage = stages.get(name)
        if not steps and stage is None:
            continue
        line = stage.line if stage else steps[0].line
        own = _narrowed(stage, triggers)
        if approved and line >= approved:
            own = tuple(Trigger(When.MANUAL, approved) for _ in own[:1])
        yield Job(
            id=name or "pipeline",
            line=line,
            path=path,
            steps=tuple(_step(each, path) for each in steps),
            needs=() if stage and stage.parallel else before,
            image=(stage.image if stage else "") or image,
            condition=stage.when if stage else "",
            disabled="when never holds" if stage and _NEVER.search(stage.when) else "",
            triggers=own,
        )
        before = (name,) if not (stage and stage.parallel) else (*before, name)


def _narrowed(stage: Stage | None, triggers: tuple[Trigger, ...]) -> tuple[Trigger, ...]:
    """The triggers of a stage: its `when` may limit pushes to the default branch, tags or change requests."""
    pushes = [each for each in triggers if each.kind is When.PUSH]
    if stage is None or not stage.when or not pushes or "not" in stage.when.split():
        return triggers
    others = tuple(each for each in triggers if each.kind is not When.PUSH)
    for pattern, kind in ((_BRANCH, When.MERGE), (_CHANGE, When.PULL_REQUEST), (_TAG, When.TAG)):
        if pattern.search(stage.when):
            return (*others, Trigger(kind, stage.line, unverified=pushes[0].unverified))
    return triggers


def _step(step: groovy.Step, path: str) -> Step:
    late = bool(step.outcome)
    why_not = step.caught or (f"it runs in `post {{ {step.outcome} }}`" if late else "")
    return Step(
        path=path,
        line=step.line,
        name=step.outcome,
        uses="" if step.shell == "sh" else step.shell,
        script=step.script,
        # `sh` starts its script with -xe, the Windows steps look at the last exit code only.
        commands=read_script(step.script, first_line=max(step.line, 1), errexit=step.shell == "sh").commands,
        can_fail=not why_not,
        why_not=why_not,
    )
