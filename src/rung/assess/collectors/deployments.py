"""What rolls a new version of a service, a model or a job out, what starts it, and whether it can work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.ci.base import Job
from rung.assess.code import Code, Reach
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.infrastructure import Infrastructure
from rung.assess.collectors.stacks import Stacks
from rung.assess.collectors.unattended import Cause, Unattended
from rung.assess.delivery.actions import publishes_step, rollout_step
from rung.assess.delivery.base import Half, Push, Rollout, Start, start_of
from rung.assess.delivery.calls import calls
from rung.assess.delivery.commands import publishes, rollout_of
from rung.assess.delivery.pulled import Produced
from rung.assess.excerpt import excerpt
from rung.assess.infra.base import Tool
from rung.assess.invocation import RUNNABLE, UNATTENDED, By, Invocation
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

_SERVING = regex(
    r"sagemaker_endpoint|SageMaker::Endpoint|vertex_ai_endpoint|cloud_run|ecs_service|ECS::Service|app_?runner|AppRunner"
    r"|container_app"
    r"|machine_learning_\w{0,60}endpoint|model_serving|kubernetes_deployment|kubernetes_manifest|helm_release|(linux_|windows_)?web_app$"
    r"|app_service$|lambda_function|Lambda::Function|Serverless::Function|databricks_job"
)
_NAMED = regex(r"(^|[/_.:-])(re)?deploy(ment)?(?![a-z]*(er|ing)\b)|roll_?out|release_model|push_to_prod", re.I)
_MODEL = regex(r"model|endpoint|champion", re.I)
_SCRIPTED = frozenset({"python", "bash", "sh", "make", "Rscript", "invoke", "just", "task", "poe", "nox"})
_NOT_OURS = regex(r"gh-?pages|github-pages|docs?\b|documentation|pypi|pages|netlify|vercel|storybook", re.I)
_ASYNCHRONOUS = frozenset({"create_stack", "update_stack"})
"""Calls that return before anything was rolled out."""
_WAITERS = frozenset({"get_waiter", "describe_stacks", "describe_stack_events", "describe_endpoint"})
_UNSEEN = "nothing waits to see whether the rollout succeeds"
_APPLIED = {Tool.TERRAFORM, Tool.PULUMI, Tool.CLOUDFORMATION, Tool.BICEP}


class Deployments(Struct, frozen=True):
    """Everything that rolls out, what starts by itself and can work first."""

    rollouts: tuple[Rollout, ...] = ()
    pushes: tuple[Push, ...] = ()
    """Images and bundles that are published."""

    @property
    def automatic(self) -> list[Rollout]:
        """Rollouts that begin without a person and can work."""
        return [each for each in self.rollouts if each.automatic]

    def of(self, half: Half) -> list[Rollout]:
        """Rollouts of that half."""
        return [each for each in self.rollouts if each.half & half]

    @property
    def automated(self) -> list[Rollout]:
        """Rollouts that stand in a job, whatever starts it."""
        return [each for each in self.rollouts if each.start is not Start.NOBODY]


class DeploymentsCollector(Collector):
    """CI first, then commands that people type, then calls in code, then what follows the repository."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        ci: Ci,
        commands: Commands,
        code: Code,
        reach: Reach,
        infrastructure: Infrastructure,
        unattended: Unattended,
        stacks: Stacks,
    ) -> Deployments:
        """All rollouts in the order of how little a person does."""
        jobs = {f"{workflow.path}#{job.id}": job for workflow, job in ci.jobs()}
        broken = _broken_jobs(tree, commands)
        found = [*_steps(ci), *_commands(commands, jobs, files), *_applied(infrastructure, jobs, stacks)]
        found += _in_code(code, reach, commands, jobs, unattended, files)
        found += _scripts(commands, jobs, {each.workflow for each in found})
        found += _taking_over(ci, {each.workflow for each in found})
        found += _following(tree, files, infrastructure)
        found += [
            Rollout("AWS CodePipeline", each.what, each.half, each.place, each.start) for each in stacks.deliveries
        ]
        found = [replace(each, broken=each.broken or broken.get(each.workflow, "")) for each in found]
        order = list(Start)
        found.sort(key=lambda each: (not each.automatic, order.index(each.start), bool(each.broken), each.place))
        return Deployments(tuple(dict.fromkeys(found)), tuple(_pushes(ci, commands, jobs, files)))


def _broken_jobs(tree: Tree, commands: Commands) -> dict[str, str]:
    """By job: the first thing it names that is not there."""
    found: dict[str, str] = {}
    produced = Produced(tree)
    for command, name in commands.missing:
        if command.workflow and not command.disabled and command.can_fail:
            found.setdefault(command.workflow, f"{name} is not in the repository")
    for command in commands.all:
        if command.workflow and not command.disabled and (absent := produced.missing(command)):
            found.setdefault(command.workflow, f"nothing in the repository makes {absent}")
    return found


def _steps(ci: Ci) -> Iterator[Rollout]:
    for workflow, job, step in ci.steps():
        found = rollout_step(step)
        if found and not _NOT_OURS.search(job.environment or ""):
            why = (
                ""
                if step.can_fail and not job.swallows
                else step.why_not or job.swallows or "its failure is not noticed"
            )
            key = f"{workflow.path}#{job.id}"
            yield Rollout(found[0], step.uses, found[1], step.place, start_of(job), key, why, job.environment)


def _commands(commands: Commands, jobs: Mapping[str, Job], files: Files) -> Iterator[Rollout]:
    for each in commands.all:
        found = None if each.disabled else rollout_of(each)
        if not found or files.aside(each.place.path):
            continue
        job = jobs.get(each.workflow)
        why = "" if each.can_fail or job is None else each.why_not or "its failure is not noticed"
        yield Rollout(
            found[0],
            excerpt(each.text, 100),
            found[1],
            each.place,
            _start(each, job),
            each.workflow,
            why,
            job.environment if job else "",
        )


def _start(command: Invocation, job: Job | None) -> Start:
    if job is not None:
        return start_of(job)
    if command.by & By.SCHEDULE:
        return Start.EVENT
    return Start.NOBODY if command.by & By.DOCUMENTED and not command.by & ~By.DOCUMENTED else Start.HAND


def _applied(infrastructure: Infrastructure, jobs: Mapping[str, Job], stacks: Stacks) -> Iterator[Rollout]:
    """Definitions of what answers, applied as text; what a pipeline of stacks applies is known better from there."""
    known = {each.place for each in stacks.deliveries}
    for each in infrastructure.applied:
        if not each.changes or each.tool not in _APPLIED or each.place in known:
            continue
        kinds = [
            kind
            for definition in infrastructure.own
            if definition.tool is each.tool
            for kind in definition.resources
            if _SERVING.search(kind)
        ]
        job = jobs.get(each.workflow)
        if kinds:
            half = (
                Half.MODEL
                if re.search(r"sagemaker|vertex|machine_learning|model_serving", kinds[0], re.I)
                else Half.SERVICE
            )
            start = start_of(job) if job else Start.EVENT if each.by & By.SCHEDULE else Start.HAND
            yield Rollout(
                each.tool.value,
                each.what,
                half,
                each.place,
                start,
                each.workflow,
                each.broken,
                job.environment if job else "",
            )


def _in_code(
    code: Code, reach: Reach, commands: Commands, jobs: Mapping[str, Job], unattended: Unattended, files: Files
) -> Iterator[Rollout]:
    executed: dict[str, list[Invocation]] = {}
    for path, command in commands.scripts():
        if not command.disabled:
            executed.setdefault(path, []).append(command)
    runs_alone = bool(unattended.by(Cause.SCHEDULE, Cause.CHANGE, Cause.EVENT))
    for tool, half, what, place, scope in calls(code):
        by = reach.by(*scope)
        if not by & RUNNABLE or files.aside(place.path):
            continue
        starters = [
            (jobs[each.workflow], each)
            for path in {path for path, _ in reach.upstream(scope, 60)}
            for each in executed.get(path, ())
            if each.workflow in jobs
        ]
        unseen = _UNSEEN if what.rpartition(".")[2] in _ASYNCHRONOUS and not _waits(code, place.path) else ""
        for job, command in {command.workflow: (job, command) for job, command in starters}.values():
            why = unseen if command.can_fail else command.why_not or "its failure is not noticed"
            yield Rollout(tool, what, half, place, start_of(job), command.workflow, why, job.environment)
        if starters:
            continue
        if by & By.SCHEDULE or (by & By.PIPELINE and runs_alone) or by & By.HANDLER:
            yield Rollout(tool, what, half, place, Start.EVENT, broken=unseen)
        else:
            yield Rollout(tool, what, half, place, Start.HAND, broken=unseen)


def _waits(code: Code, path: str) -> bool:
    """Whether the module asks how it went: a waiter, or a status in a loop."""
    return any(call.last in _WAITERS or call.last.startswith("wait") for call in code.modules[path].calls)


def _scripts(commands: Commands, jobs: Mapping[str, Job], known: set[str]) -> Iterator[Rollout]:
    """The project's own script in a job, when its name or verb says that it deploys and no call inside does."""
    for path, each in commands.scripts():
        job = jobs.get(each.workflow)
        if (
            job is None
            or each.disabled
            or each.workflow in known
            or not each.by & UNATTENDED
            or each.program not in _SCRIPTED
        ):
            continue
        words = [word for word in each.words if not word.startswith("-")][:5]
        if not (_NAMED.search(path) or any(_NAMED.search(word) for word in words)) or _NOT_OURS.search(each.text):
            continue
        half = Half.MODEL if _MODEL.search(path) else Half.SERVICE
        why = "" if each.can_fail else each.why_not or "its failure is not noticed"
        yield Rollout(
            "the project's own script",
            excerpt(each.text, 100),
            half,
            each.place,
            start_of(job),
            each.workflow,
            why,
            job.environment,
        )


def _taking_over(ci: Ci, known: set[str]) -> Iterator[Rollout]:
    """A job named for deploying that waits for the one that pushes an image, and hands this image on."""
    for workflow in ci.running():
        pushing = {job.id for job in workflow.jobs if any(publishes_step(step) for step in job.steps)}
        for job in workflow.jobs:
            key = f"{workflow.path}#{job.id}"
            waited = pushing & set(job.needs)
            if key in known or job.disabled or not waited or not _NAMED.search(job.id) or _NOT_OURS.search(job.id):
                continue
            for step in job.steps:
                text = " ".join([step.script, *step.with_.values()])
                if any(f"needs.{each}.outputs" in text for each in waited) and not publishes_step(step):
                    why = "" if step.can_fail and not job.swallows else step.why_not or "its failure is not noticed"
                    what = step.uses or step.name or job.id
                    half = Half.SERVICE | Half.JOB
                    yield Rollout("a deploying job", what, half, step.place, start_of(job), key, why, job.environment)


def _following(tree: Tree, files: Files, infrastructure: Infrastructure) -> Iterator[Rollout]:
    """Controllers and hosts that follow the repository by themselves."""
    for each in infrastructure.own:
        if each.tool is Tool.GITOPS:
            yield Rollout("a GitOps controller", each.folder or ".", Half.SERVICE, each.place, Start.MERGE)
    for path in tree.glob("render.yaml", "render.yml"):
        if files.excluded(path) or files.aside(path) or "services:" not in (tree.text(path) or ""):
            continue
        if "autoDeploy: false" not in (tree.text(path) or ""):
            yield Rollout("Render", path, Half.SERVICE, Place(path), Start.MERGE)


def _pushes(ci: Ci, commands: Commands, jobs: Mapping[str, Job], files: Files) -> Iterator[Push]:
    for workflow, job, step in ci.steps():
        if publishes_step(step):
            yield Push(step.uses, step.place, start_of(job), f"{workflow.path}#{job.id}")
    for each in commands.all:
        if not each.disabled and publishes(each) and not files.aside(each.place.path) and each.by & RUNNABLE:
            yield Push(excerpt(each.text, 100), each.place, _start(each, jobs.get(each.workflow)), each.workflow)
