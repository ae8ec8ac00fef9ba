"""What is looked at after a release: smoke tests, checklists, canary analyses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.base import Job, Step
from rung.assess.code import Code, Reach
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.monitoring_files import MonitoringFiles
from rung.assess.invocation import DECLARED, By
from rung.assess.monitoring.base import Judged
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

_SMOKE = regex(
    r"smoke|health[-_ ]?check|/health|/ping\b|post[-_ ]?deploy|verify[-_ ]?(?:deploy|release|endpoint|service"
    r"|health)|test[-_ ]?(?:the[-_ ])?(?:endpoint|deployment)"
    r"|invoke-endpoint|online-endpoint invoke|endpoint[-_ ]?test|curl [^\n]{0,200}(?:predict|score|invocations)",
    re.I,
)
_DEPLOY = regex(
    r"deploy|rollout|release|helm upgrade|kubectl apply|create-endpoint|update-endpoint|docker (?:compose|run)"
    r"|ssh |promot",
    re.I,
)
_DEPLOYED = regex(
    r"(?:kubectl|helm|gcloud|az |aws |serverless|fly|heroku|databricks|ssh)|deploy|endpoint|release", re.I
)
_ASKS = (
    "requests.get",
    "requests.post",
    "httpx.get",
    "httpx.post",
    "*.invoke_endpoint",
    "*.online_endpoints.invoke",
    "urllib.request.urlopen",
)
_ASKING_NAME = regex(
    r"verify|smoke|health|wait_for|validate_(?:deploy|endpoint|service)|check_(?:deploy|endpoint|service|api)"
    r"|test_(?:endpoint|deploy)",
    re.I,
)
_RELEASES = regex(r"deploy|refresh|reload|release|promot|endpoint|smoke", re.I)
_CHECKLIST = regex(
    r"post[- ](?:release|deployment|deploy)|after (?:each |every |the |a )?(?:release|deployment|promotion)"
    r"|(?:weekly|monthly|periodic|quarterly) (?:model |monitoring )?(?:check|review)"
    r"|monitoring (?:review|check)|model review",
    re.I,
)
_BOX = regex(r"^[^\S\n]*+[-*] \[[ x]\]|type: checkboxes", re.M)
_COMPARES = regex(
    r"compare|expect|drift|accuracy|metric|error rate|distribution|performance|dashboard|predictions", re.I
)


class ReleaseChecks(Struct, frozen=True):
    """What happens right after a release."""

    smoke: tuple[Place, ...] = ()
    """The service is asked once whether it answers."""
    checklists: tuple[Place, ...] = ()
    """Forms a person fills in after a release or once a period, with something to compare."""
    judged: tuple[Judged, ...] = ()
    """A controller compares live figures with a limit before the release goes on."""


class ReleaseChecksCollector(Collector):
    """Looks behind deployments in CI, at flows that reload a model, and at issue templates."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        ci: Ci,
        commands: Commands,
        code: Code,
        reach: Reach,
        defined: MonitoringFiles,
    ) -> ReleaseChecks:
        """A test of an image before it is rolled out is no check of the release."""
        smoke = [step.place for job, step in _after_deployment(ci)]
        smoke += list(_commanded(commands))
        smoke += list(_asked(code, reach, files))
        return ReleaseChecks(tuple(dict.fromkeys(smoke)), tuple(_checklists(tree)), defined.judged)


def _after_deployment(ci: Ci) -> Iterator[tuple[Job, Step]]:
    for workflow in ci.running():
        jobs = [job for job in workflow.jobs if not job.disabled]
        deploying = {job.id for job in jobs if _deploys_job(job)}
        for job in jobs:
            deployed = bool(deploying & set(job.needs))
            for step in job.steps:
                text = f"{step.name} {step.script} {step.uses}"
                if (deployed and _SMOKE.search(text) and not step.disabled) or (
                    _SMOKE.search(step.script) and _deploys(step)
                ):
                    yield job, step
                deployed = deployed or _deploys(step)


def _commanded(commands: Commands) -> Iterator[Place]:
    """A script that a deployment in CI calls asks the service, or is called as one that does."""
    for each in commands.all:
        asks = each.by & By.CI and not each.disabled and _SMOKE.search(each.text)
        if asks and any(_DEPLOY.search(place.path) for place in (*each.via, each.place)):
            yield each.place


def _deploys_job(job: Job) -> bool:
    return bool(_DEPLOY.search(job.id)) and any(_deploys(step) for step in job.steps)


def _deploys(step: Step) -> bool:
    text = f"{step.script} {step.uses}"
    return bool(_DEPLOY.search(f"{step.name} {text}") and _DEPLOYED.search(text)) and not step.disabled


def _asked(code: Code, reach: Reach, files: Files) -> Iterator[Place]:
    """A function that asks the service, in a file that has just released something, run by a job or a graph."""
    for site in code.find(*_ASKS):
        path = site.module.path
        if files.aside(path) or site.module.notebook or not reach.of(site) & DECLARED or reach.of(site) == By.TEST:
            continue
        if not _ASKING_NAME.search(f"{site.call.scope} {path.rpartition('/')[2]}"):
            continue
        around = {call.last for call in site.module.calls} | set(site.module.functions) | {path.rpartition("/")[2]}
        if any(_RELEASES.search(name) for name in around):
            yield site.place


def _checklists(tree: Tree) -> Iterator[Place]:
    for path in tree.entries:
        lowered = path.lower()
        if "issue_template" in lowered or "checklist" in lowered.rpartition("/")[2]:
            text = (tree.text(path) or "")[:20_000] if lowered.endswith((".md", ".yml", ".yaml")) else ""
            if _BOX.search(text) and _CHECKLIST.search(text) and _COMPARES.search(text):
                yield Place(path, 1)
