"""Pipelines of stacks that roll out what the stacks define, and what begins them."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.code import Site
from rung.assess.delivery.base import Half, Start
from rung.assess.parse.python_facts import Call, Name
from rung.assess.regex import regex
from rung.assess.stacks.base import Cause, Delivery, Rule

ACTIONS = ("aws_cdk.aws_codepipeline_actions.*",)
SELF_MADE = ("aws_cdk.pipelines.CodePipeline",)
_ROLLING = regex(
    r"^(CloudFormation(CreateUpdateStack|CreateReplaceChangeSet|ExecuteChangeSet|DeployStackInstances)Action"
    r"|EcsDeployAction|CodeDeploy\w+Action)$"
)
_APPROVING = "ManualApprovalAction"
_ARTEFACTS = frozenset({"EcrSourceAction", "S3SourceAction"})
"""Sources that are not the repository."""


def deliveries(sites: list[Site], rules: list[Rule], half: Half) -> Iterator[Delivery]:
    """One for each function that lines up sources and what rolls out."""
    scopes = {site.scope: [each for each in sites if each.scope == site.scope] for site in sites}
    for scope, actions in scopes.items():
        rolling = [site for site in actions if _ROLLING.search(site.call.last)]
        if rolling:
            sources = [site.call for site in actions if site.call.last.endswith("SourceAction")]
            waking = [each for each in rules if each.delivers and each.scope == scope]
            last = max(site.call.line for site in rolling)
            asking = [site.place for site in actions if site.call.last == _APPROVING and site.call.line < last]
            approval = asking[0] if asking else None
            yield Delivery(rolling[0].place, rolling[0].call.last, half, _start(sources, waking), approval)


def _start(sources: list[Call], waking: list[Rule]) -> Start:
    """The least manual of what begins it: a change of what it takes, or a rule."""
    moving = [each for each in sources if not _asleep(each)]
    if any(each.last not in _ARTEFACTS for each in moving) or any(Cause.CHANGE in each.causes for each in waking):
        return Start.MERGE
    return Start.EVENT if moving or waking else Start.HAND


def _asleep(source: Call) -> bool:
    """It does not start the pipeline when it changes."""
    trigger = source.kwargs.get("trigger")
    return (isinstance(trigger, Name) and trigger.dotted.endswith(".NONE")) or (
        source.kwargs.get("trigger_on_push", True) is False
    )


def following(sites: list[Site], half: Half) -> Iterator[Delivery]:
    """Pipelines of the construct library that deploy the stacks of their own repository."""
    for site in sites:
        if any(each.last in ("add_stage", "add_wave") for each in site.module.calls):
            yield Delivery(site.place, "a pipeline of stacks", half, Start.MERGE)
